import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { Comparison } from '../../src/common/comparison';
import { ComparisonBuilder } from '../../src/common/comparisonBuilder';
import { silentLog } from '../../src/common/log';
import type { PairSpec } from '../../src/common/protocol/model';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import type { LoadedPair } from '../../src/model/pairLoader';
import { PairQueue } from '../../src/model/pairQueue';
import { scoreText } from '../../src/model/textScorer';
import { firstDifference } from '../fixtures/firstDifference';
import { writeRandomPair } from '../fixtures/randomPair';
import { referenceComparison } from '../unit/support/predictedComparison';
import { pairFromFile } from './support/engine';
import { referenceRow, type ReferenceRow } from './support/referenceStatistics';

let queue: PairQueue;
let folder: string;
const pairs: Record<string, () => PairSpec> = { 'the bundled pair': pairFromFile };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-chunks-'));
  const random = await writeRandomPair(folder);
  pairs['random weights'] = () => random;
  queue = new PairQueue(nodeRuntime(buildStatisticsKernel()), silentLog);
});

afterAll(async () => {
  await queue.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Works with a pair that remembers nothing of earlier runs. */
async function withPair<T>(spec: PairSpec, work: (pair: LoadedPair) => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const request = { pair: spec, threads: 1 };
  const { value } = await queue.run(
    'Testing',
    request,
    () => undefined,
    signal,
    (pair) => work({ ...pair, sequences: undefined }),
  );
  return value;
}

async function score(
  pair: LoadedPair,
  spec: PairSpec,
  text: string,
  settings: { readonly contextWindow?: number; readonly stride?: number } = {},
): Promise<Comparison> {
  const builder = new ComparisonBuilder();
  const request = { pair: spec, text, settings: { topK: 5, ...settings } };
  await scoreText(pair, request, (event) => builder.add(event), new AbortController().signal);
  if (builder.comparison === undefined) throw new Error('The run ended before it started.');
  return builder.comparison;
}

const text =
  'Once upon a time there was a boy who lived by a quiet pond. Every day he sat on the same stone ' +
  'and looked at the water. "What is down there?" he asked. 🙂\r\n';

describe.each(['the bundled pair', 'random weights'])('%s', (name) => {
  const spec = (): PairSpec => pairs[name]?.() ?? pairFromFile();

  it('gives the same numbers in chunks of every length from 1 to the whole text', async () => {
    await withPair(spec(), async (pair) => {
      const whole = await score(
        { ...pair, chunkLength: 1000, firstChunkLength: 1000 },
        spec(),
        text,
      );
      const length = whole.rowCount;
      expect(length).toBeGreaterThan(30);
      for (let chunkLength = 1; chunkLength <= length; chunkLength++) {
        const chunked = await score(
          { ...pair, chunkLength, firstChunkLength: chunkLength },
          spec(),
          text,
        );
        expect(chunked.tokens).toEqual(whole.tokens);
        expect(chunked.scoredCount).toBe(length);
        const difference = firstDifference(chunked, whole, 5, () => true);
        expect(difference, `chunks of ${chunkLength}`).toBeUndefined();
      }
    });
  });

  it('gives beyond the context what each window gives by itself', async () => {
    await withPair(spec(), async (pair) => {
      for (const [contextWindow, stride, chunkLength] of [
        [16, 7, 128],
        [16, 15, 5],
        [24, 8, 3],
        [9, 1, 4],
      ] as const) {
        const settings = { contextWindow, stride };
        const scored = await score(
          { ...pair, chunkLength, firstChunkLength: 1 },
          spec(),
          text,
          settings,
        );
        await expectWindows(pair, scored, contextWindow, stride);
      }
    });
  });
});

/** Runs every window at once, by the definition of windows, and compares the rows that it scores. */
async function expectWindows(
  pair: LoadedPair,
  scored: Comparison,
  contextWindow: number,
  stride: number,
): Promise<void> {
  const ids = [...scored.tokens.id];
  const { prefix, width } = pair;
  const capacity = contextWindow - prefix.length;
  const references: ReferenceRow[] = [];
  let row = 0;
  for (let start = 0; row < ids.length; start += stride) {
    const end = Math.min(ids.length, start + capacity);
    const inputs = Int32Array.from([...prefix, ...ids.slice(start, end)]);
    const [base, tuned] = [
      await pair.base.start().feed(inputs),
      await pair.tuned.start().feed(inputs),
    ];
    for (; row < end; row++) {
      const position = prefix.length + row - start - 1;
      const at = ({ data, dims }: typeof base): Float32Array =>
        data.subarray(position * dims[2], position * dims[2] + width);
      references.push(referenceRow(at(base), at(tuned), ids[row] ?? -1, 5, width));
      const when = `W ${contextWindow}, S ${stride}, row ${row}`;
      expect(scored.tokens.contextLength[row], when).toBe(position + 1);
    }
  }
  // Every number of every row, as far as windows run at once may have rounded otherwise.
  const tokens = ids.map((id) => ({ piece: 'x', id }));
  const expected = referenceComparison(references, tokens, { topK: 5 });
  const difference = firstDifference(scored, expected, 5, () => true);
  expect(difference, `W ${contextWindow}, S ${stride}`).toBeUndefined();
}
