import { describe, expect, it } from 'vitest';
import { sectionInput } from '../../../../src/common/sections/sectionInput';
import { shiftSentence, shiftView } from '../../../../src/common/sections/shiftView';
import { predictedComparison } from '../../support/predictedComparison';
import { finish } from '../../../../src/common/steps';

describe('the sentence on the URIAL classes', () => {
  it('gives the share of each class', () => {
    expect(shiftSentence({ unshifted: 141, marginal: 40, shifted: 19 })).toBe(
      'Of the tuned model’s first choices at 200 tokens the base ranks 71 % first too (unshifted), 20 % second or third (marginal) and 9.5 % lower (shifted).',
    );
  });

  it('says that nothing is scored', () => {
    expect(shiftSentence({ unshifted: 0, marginal: 0, shifted: 0 })).toBe(
      'No token is scored: there is nothing to class.',
    );
  });
});

describe('the view of the URIAL classes', () => {
  /** The tuned model’s first choice is the id of which the base’s rank is `rank`. */
  const row = (rank: number) => ({
    base: [5, 4, 3, 2, 1],
    tuned: [0, 0, 0, 0, 0].map((_, id) => (id === rank - 1 ? 9 : 0)),
    target: 0,
  });
  const viewOf = (ranks: readonly number[], topK = 5) =>
    finish(
      shiftView(
        sectionInput(predictedComparison(ranks.map(row), topK), 'x'.repeat(ranks.length), 'bits'),
      ),
    );

  it('counts what is shown by the base’s rank of it, and tells it from the token that is there', () => {
    const [view] = viewOf([1, 1, 2, 3, 4, 5, 1, 1]);
    expect(view?.finding).toBe(
      'Of the tuned model’s first choices at 8 tokens the base ranks 50 % first too (unshifted), 25 % second or third (marginal) and 25 % lower (shifted).',
    );
    expect(view?.tables[0]?.rows.map(({ cells }) => cells)).toEqual([
      ['1: unshifted', '50 %', '100 %'],
      ['2 or 3: marginal', '25 %', '0 %'],
      ['4 or more: shifted', '25 %', '0 %'],
    ]);
  });

  it('is not there where too few alternatives were kept', () => {
    expect(viewOf([1, 2, 3], 2)).toEqual([]);
  });
});
