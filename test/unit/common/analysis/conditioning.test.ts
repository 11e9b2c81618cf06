import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignedRows,
  bestCondition,
  conditioning,
} from '../../../../src/common/analysis/conditioning';
import type { Comparison } from '../../../../src/common/comparison';
import { makeComparison, type MadeOptions, type MadeRow } from '../../support/comparisons';
import { markovText } from '../../support/markovTexts';
import { referenceComparison } from '../../support/predictedComparison';
import { seededRandom } from '../../../model/support/randomLogits';
import { referenceRow } from '../../../model/support/referenceStatistics';

const condition = { text: 'Mood: happy.\n\n', ids: [5, 6], isSplitAlike: true };

/** A comparison of tokens with these divergences from tuned to base, far from any beginning. */
function withKl(
  kl: readonly number[],
  change: Partial<MadeRow> = {},
  options: MadeOptions = {},
): Comparison {
  const rows = kl.map((klTunedBase, index): MadeRow => ({
    piece: 'a',
    id: 100 + (index % 7),
    contextLength: 20 + index,
    klTunedBase,
    ...change,
  }));
  return makeComparison(rows, options);
}

const conditioned = (comparison: Comparison): Comparison => ({ ...comparison, condition });

/** The text of a Markov chain as base, scored by another base against the same optimum. */
function scoredBy(text: Comparison, weight: number): Comparison {
  const width = text.pair.vocabularySize;
  const { base, tuned, tokens, settings } = text;
  const order = (ids: Int32Array, probabilities: Float64Array, row: number): number[] => {
    const all = new Array<number>(width).fill(0);
    for (let place = 0; place < settings.topK; place++) {
      const at = row * settings.topK + place;
      all[ids[at] ?? 0] = probabilities[at] ?? 0;
    }
    return all;
  };
  const references = Array.from({ length: text.rowCount }, (_, row) => {
    const b = order(base.topIds, base.topProbabilities, row);
    const u = order(tuned.topIds, tuned.topProbabilities, row);
    const mixed = b.map((p, state) => Math.log((1 - weight) * p + weight * (u[state] ?? 0)));
    return referenceRow(mixed, u.map(Math.log), tokens.id[row] ?? 0, width, width);
  });
  const pieces = Array.from(tokens.id, (id) => ({ piece: `${id}\n`, id }));
  return referenceComparison(references, pieces, {
    topK: width,
    pair: { vocabularySize: width },
  });
}

describe('on the exact Markov pair', () => {
  const { comparison } = markovText('base', 5);
  const plain = scoredBy(comparison, 0);

  it('a prefix that makes the base the tuned model explains all of the shift', () => {
    const result = conditioning(plain, conditioned(scoredBy(comparison, 1)));
    expect(result.share).toBe(1);
    expect(result.interval).toEqual({ standardError: 0, from: 1, to: 1 });
    expect(result.evidence).toBe('explains');
  });

  it('an irrelevant prefix explains nothing', () => {
    const result = conditioning(plain, conditioned(scoredBy(comparison, 0)));
    expect(result.share).toBe(0);
    expect(result.evidence).toBe('undecided');
  });

  it('what is between explains a share between, with an interval around it', () => {
    const { share, interval } = conditioning(plain, conditioned(scoredBy(comparison, 0.4)));
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(1);
    expect(interval?.from).toBeLessThan(share ?? NaN);
    expect(interval?.to).toBeGreaterThan(share ?? NaN);
  });

  it('leaves the first tokens out, which have too little context', () => {
    const { rows, leftOut } = conditioning(plain, conditioned(plain));
    expect(leftOut).toEqual({ littleContext: 7, otherWindow: 0, ruledOut: 0, missing: 0 });
    expect(rows[0]).toBe(7);
    expect(rows).toHaveLength(plain.rowCount - 7);
  });
});

describe('the share', () => {
  it('is below 0, and no more than that, where the prefix leads away', () => {
    const result = conditioning(
      withKl(new Array<number>(200).fill(0.5)),
      conditioned(withKl(new Array<number>(200).fill(0.75))),
    );
    expect(result.share).toBeCloseTo(-0.5, 12);
    expect(result.evidence).toBe('opposes');
  });

  it('has no interval below 128 tokens', () => {
    const few = new Array<number>(127).fill(0.5);
    const { interval, evidence } = conditioning(withKl(few), conditioned(withKl(few)));
    expect(interval).toBeUndefined();
    expect(evidence).toBe('noInterval');
  });

  it('does not exist where the two models predict alike', () => {
    // Four times the noise floor of 0.001, which is one of Jensen-Shannon.
    const none = new Array<number>(200).fill(0.0039);
    const result = conditioning(withKl(none), conditioned(withKl(none)));
    expect(result.share).toBeUndefined();
    expect(result.evidence).toBe('noShift');
    const some = new Array<number>(200).fill(0.0041);
    expect(conditioning(withKl(some), conditioned(withKl(some))).share).toBe(0);
  });

  it('is in its interval in about 19 of 20 texts', () => {
    const texts = 200;
    const random = seededRandom(8);
    /** Mean 1, as skewed as divergences are. */
    const draw = (): number => -Math.log(1 - random());
    const holding = Array.from({ length: texts }, () => {
      const plain = Array.from({ length: 640 }, draw);
      // Half of it moves with the divergence without the prefix, half by itself.
      const other = plain.map((kl) => 0.35 * kl + 0.35 * draw());
      const { interval } = conditioning(withKl(plain), conditioned(withKl(other)));
      return interval !== undefined && interval.from <= 0.3 && 0.3 <= interval.to;
    }).filter(Boolean).length;
    expect(holding / texts).toBeGreaterThan(0.88);
    expect(holding / texts).toBeLessThan(0.99);
  });

  it('counts only tokens that both bases saw after the same tokens of the text', () => {
    const kl = new Array<number>(10).fill(1);
    const plain = withKl(kl);
    const other = withKl(kl.map(() => 0.5));
    other.tokens.contextLength[4] = 2;
    const { leftOut, rows } = conditioning(plain, conditioned(other));
    expect(leftOut.otherWindow).toBe(1);
    expect([...rows]).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });

  it('leaves out what a model rules out', () => {
    const plain = withKl([1, Infinity, 1]);
    const result = conditioning(plain, conditioned(withKl([0.5, 1, Infinity])));
    expect(result.leftOut.ruledOut).toBe(2);
    expect(result.share).toBeCloseTo(0.5, 12);
  });

  it('is of the tokens before an edit, once there is one', () => {
    const kl = new Array<number>(200).fill(1);
    const plain = withKl(kl);
    plain.tokens.id[150] = 99;
    const { leftOut, rows, interval } = conditioning(plain, conditioned(withKl(kl)));
    expect(rows).toHaveLength(150);
    expect(leftOut.missing).toBe(50);
    expect(interval).toBeDefined();
  });

  it('has no interval while rows are missing', () => {
    const kl = new Array<number>(200).fill(1);
    const half = withKl(kl, {}, { scoredCount: 160 });
    expect(conditioning(withKl(kl), conditioned(half)).interval).toBeUndefined();
  });
});

describe('rows of two comparisons', () => {
  const kl = [1, 1, 1, 1];

  it('do not belong together where they begin elsewhere', () => {
    expect(alignedRows(withKl(kl), withKl(kl, {}, { firstToken: 1 }))).toBe(0);
    const one = withKl(kl, {}, { firstToken: 2 });
    const other = withKl(kl, {}, { firstToken: 2 });
    other.contextIds[1] = 7;
    expect(alignedRows(one, other)).toBe(0);
  });

  it('belong together up to the first other token, and as far as both are scored', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(10), (place, scoredCount) => {
        const ones = new Array<number>(10).fill(1);
        const other = withKl(ones, {}, { scoredCount });
        other.tokens.id[place] = 99;
        expect(alignedRows(withKl(ones), other)).toBe(Math.min(place, scoredCount));
      }),
    );
  });
});

it('the best condition is that with the largest share', () => {
  const plain = withKl([1, 1]);
  const [half, worse, none] = [
    [0.5, 0.5],
    [2, 2],
    [1, 1],
  ].map((kl) => conditioned(withKl(kl)));
  expect(
    bestCondition(
      plain,
      [worse, half, none].flatMap((each) => each ?? []),
    ),
  ).toBe(half);
  expect(bestCondition(plain, [])).toBeUndefined();
});
