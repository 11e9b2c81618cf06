import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenColumns, type Comparison, type TextRange } from '../../src/common/comparison';
import { ComparisonBuilder } from '../../src/common/comparisonBuilder';
import { CancelledError } from '../../src/common/errors';
import type { CompareProgress } from '../../src/common/protocol/model';
import { knownRows } from '../../src/host/comparisonRun';
import type { PairComparer } from '../../src/model/pairComparer';
import { firstDifference } from '../fixtures/firstDifference';
import { comparisonOf, paramsOf, realComparer } from './support/engine';

/** A text is scored while the rest of it is still being split into tokens. */
let comparer: PairComparer;

beforeAll(() => {
  comparer = realComparer();
});

afterAll(async () => {
  await comparer.dispose();
});

const words = 'the old road went past a mill and Tom saw one small boat on water'.split(' ');

/** Some 5,000 tokens that never repeat for long, in several parts. */
const long = Array.from(
  { length: 4500 },
  (_, index) =>
    `${words[(index * index + (index >> 4)) % words.length] ?? ''}${index % 11 === 0 ? '.\n' : ' '}`,
).join('');

/** The messages of a run, and the comparison after each. */
async function follow(
  text: string,
  { visible, known }: { readonly visible?: TextRange; readonly known?: Comparison } = {},
): Promise<{ progress: CompareProgress; comparison: Comparison | undefined }[]> {
  const builder = new ComparisonBuilder(known);
  const seen: { progress: CompareProgress; comparison: Comparison | undefined }[] = [];
  await comparer.compare(
    paramsOf(text, {
      ...(visible && { visible }),
      ...(known && { known: knownRows(known) }),
    }),
    (progress) => seen.push({ progress, comparison: builder.add(progress) }),
    new AbortController().signal,
  );
  return seen;
}

/** Expects the same tokens with the same numbers, all of them. */
function expectSame(actual: Comparison | undefined, expected: Comparison): void {
  if (actual === undefined) throw new Error('There is no comparison.');
  for (const name of tokenColumns) {
    expect([...actual.tokens[name]], name).toEqual([...expected.tokens[name]]);
  }
  const { isSplit, scoredCount, tokenCount } = expected;
  expect(actual).toMatchObject({ isSplit, scoredCount, tokenCount });
  const { topK } = expected.settings;
  expect(firstDifference(actual, expected, topK, () => true)).toBeUndefined();
}

describe('a long text', () => {
  let whole: Comparison;

  beforeAll(async () => {
    // What a range needs is split before anything of it is scored.
    whole = await comparisonOf(comparer, paramsOf(long, { range: { start: 0, end: long.length } }));
  });

  it('has rows before all of it is split, and in the end those of the whole', async () => {
    const seen = await follow(long);
    const firstRows = seen.find(({ progress }) => progress.kind === 'rows')?.comparison;
    expect(firstRows?.isSplit).toBe(false);
    expect(firstRows?.rowCount).toBeLessThan(whole.rowCount / 3);
    const last = seen.at(-1)?.comparison;
    expectSame(last, whole);
    expect(last?.pieces).toEqual(whole.pieces);
  });

  it('is scored first where it is looked at', async () => {
    const visible = { start: long.length - 900, end: long.length - 500 };
    const seen = await follow(long, { visible });
    const first = seen.find(({ progress }) => progress.kind === 'rows')?.progress;
    if (first?.kind !== 'rows') throw new Error('There are no rows.');
    const start = whole.tokens.start[first.firstRow] ?? 0;
    expect(start).toBeGreaterThan(visible.start - 1500);
    expect(start).toBeLessThan(visible.end);
    expectSame(seen.at(-1)?.comparison, whole);
  });

  it('takes over what is known of parts that are split later', async () => {
    const at = long.indexOf(' ', long.length - 300);
    const edited = `${long.slice(0, at)} happy${long.slice(at)}`;
    const seen = await follow(edited, { known: whole });
    const scored = seen.reduce(
      (sum, { progress }) => sum + (progress.kind === 'rows' ? progress.rowCount : 0),
      0,
    );
    expect(scored).toBeLessThan(600);
    const fresh = await comparisonOf(comparer, paramsOf(edited));
    expectSame(seen.at(-1)?.comparison, fresh);
  });

  it('can be cancelled before all of it is split', async () => {
    const abort = new AbortController();
    const run = comparer.compare(
      paramsOf(long),
      (progress) => {
        if (progress.kind === 'started' && !progress.isSplit) abort.abort();
      },
      abort.signal,
    );
    await expect(run).rejects.toBeInstanceOf(CancelledError);
  });
});
