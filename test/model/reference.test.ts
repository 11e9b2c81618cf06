import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Comparison } from '../../src/common/comparison';
import { divergenceNames } from '../../src/common/statisticsColumns';
import type { PairComparer } from '../../src/model/pairComparer';
import { comparisonOf, pairFromFile, paramsOf, realComparer } from './support/engine';

/** What the second implementation may differ by: nats, nats² or probability. */
const tolerance = 1e-4;

const numbers = z.array(z.number());
const modelSchema = z.object({
  surprisal: numbers,
  entropy: numbers,
  varentropy: numbers,
  rankLeast: numbers,
  rankMost: numbers,
  topIds: z.array(numbers),
  topProbabilities: z.array(numbers),
});
const referenceSchema = z.object({
  sha256: z.record(z.string(), z.string()),
  topK: z.number(),
  cases: z.array(
    z.object({
      text: z.string(),
      contextWindow: z.number(),
      stride: z.number(),
      ids: numbers,
      starts: numbers,
      ends: numbers,
      rows: numbers,
      contextLengths: numbers,
      base: modelSchema,
      tuned: modelSchema,
      divergence: z.object({
        klTunedBase: numbers,
        klBaseTuned: numbers,
        js: numbers,
        tv: numbers,
        logRatioVarianceTuned: numbers,
        logRatioVarianceBase: numbers,
      }),
    }),
  ),
});

const fixtures = path.resolve('test/fixtures');
const reference = referenceSchema.parse(
  JSON.parse(await readFile(path.join(fixtures, 'reference', 'weddingParty.json'), 'utf8')),
);

let comparer: PairComparer;

beforeAll(() => {
  comparer = realComparer();
});

afterAll(() => comparer.dispose());

/** A fixture's text; a .json file holds one as a string with escapes. */
async function readText(name: string): Promise<string> {
  const raw = await readFile(path.join(fixtures, 'texts', name), 'utf8');
  return name.endsWith('.json') ? z.string().parse(JSON.parse(raw)) : raw;
}

it('the reference was made from the weights that are there', async () => {
  for (const [file, wanted] of Object.entries(reference.sha256)) {
    const actual = createHash('sha256')
      .update(await readFile(path.resolve('media/models/wedding-party', file)))
      .digest('hex');
    expect(
      actual,
      `${file} has changed: make the reference values again with test/fixtures/reference/makeReference.py (docs/numerics.md says how)`,
    ).toBe(wanted);
  }
});

describe.each(reference.cases)('$text, $contextWindow tokens at once', (expected) => {
  let comparison: Comparison;
  let text: string;

  beforeAll(async () => {
    const { contextWindow, stride } = expected;
    text = await readText(expected.text);
    const settings = { contextWindow, stride, topK: reference.topK };
    comparison = await comparisonOf(comparer, paramsOf(text, { settings }));
  });

  it('has the same tokens at the same places', () => {
    expect(comparison.scoredCount).toBe(expected.ids.length);
    expect(comparison.utf16Length).toBe(text.length);
    expect([...comparison.tokens.id]).toEqual(expected.ids);
    expect([...comparison.tokens.start]).toEqual(expected.starts);
    expect([...comparison.tokens.end]).toEqual(expected.ends);
    expect(expected.rows.map((row) => comparison.tokens.contextLength[row])).toEqual(
      expected.contextLengths,
    );
  });

  function expectColumn(name: string, actual: Float64Array, wanted: readonly number[]): void {
    expected.rows.forEach((row, i) => {
      const gap = Math.abs((actual[row] ?? NaN) - (wanted[i] ?? NaN));
      const message = `${name} of token ${row}: ${actual[row]} instead of ${wanted[i]}`;
      expect(gap, message).toBeLessThan(tolerance);
    });
  }

  it.each(['base', 'tuned'] as const)('every statistic of the %s model', (model) => {
    for (const name of ['surprisal', 'entropy', 'varentropy'] as const) {
      expectColumn(name, comparison[model][name], expected[model][name]);
    }
  });

  it.each(['base', 'tuned'] as const)('ranks and alternatives of the %s model', (model) => {
    const { topK } = reference;
    const { rank, topIds, topProbabilities } = comparison[model];
    const wanted = expected[model];
    expected.rows.forEach((row, i) => {
      expect(rank[row]).toBeGreaterThanOrEqual(wanted.rankLeast[i] ?? NaN);
      expect(rank[row]).toBeLessThanOrEqual(wanted.rankMost[i] ?? NaN);
      const probabilities = wanted.topProbabilities[i] ?? [];
      probabilities.forEach((probability, place) => {
        const actual = topProbabilities[row * topK + place] ?? NaN;
        expect(Math.abs(actual - probability)).toBeLessThan(tolerance);
        // Places of alternatives that rounding could exchange are not compared.
        const apart = (other: number | undefined) =>
          other === undefined || Math.abs(other - probability) > tolerance * probability;
        const { [place - 1]: above, [place + 1]: below } = probabilities;
        if (place < topK - 1 && apart(above) && apart(below)) {
          expect(topIds[row * topK + place]).toBe(wanted.topIds[i]?.[place]);
        }
      });
    });
  });

  it('every divergence', () => {
    for (const name of divergenceNames) {
      expectColumn(name, comparison.divergence[name], expected.divergence[name]);
    }
  });
});

describe('the base compared with itself', () => {
  it.each(['story.txt', 'emoji.txt'])('differs by nothing on %s', async (name) => {
    const pair = { ...pairFromFile(), tuned: pairFromFile().base };
    const params = paramsOf(await readText(name), { pair });
    const { divergence, scoredCount } = await comparisonOf(comparer, params);
    expect(scoredCount).toBeGreaterThan(10);
    for (const column of divergenceNames) {
      expect(Math.max(...divergence[column])).toBeLessThan(1e-6);
    }
  });
});
