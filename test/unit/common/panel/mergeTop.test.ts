import { describe, expect, it } from 'vitest';
import { figuresOf, packFigures } from '../../../../src/common/protocol/panelToken';
import { barScale, probabilityText } from '../../../../src/common/panel/bars';
import { mergeTop } from '../../../../src/common/panel/mergeTop';
import { makeResult } from '../../support/panelResults';

const { token } = makeResult([
  {
    piece: 'tea',
    id: 3,
    baseSurprisal: -Math.log(0.25),
    tunedSurprisal: -Math.log(0.01),
    baseTop: [
      { id: 3, piece: 'tea', probability: 0.25 },
      { id: 4, piece: 'lamp', probability: 0.125 },
    ],
    tunedTop: [
      { id: 5, piece: 'party', probability: 0.5 },
      { id: 4, piece: 'lamp', probability: 0.3 },
    ],
  },
]);

describe('mergeTop', () => {
  it('lists both models’ candidates once, the more probable first', () => {
    expect(mergeTop(token, 3).map(({ id }) => id)).toEqual([5, 4, 3]);
  });

  it('takes the probability of the token that is there from its surprisal', () => {
    const actual = mergeTop(token, 3).find(({ isActual }) => isActual);
    expect(actual?.id).toBe(3);
    expect(actual?.tuned.isBound).toBe(false);
    expect(actual?.tuned.value).toBeCloseTo(0.01, 6);
  });

  it('has the base with a prefix as a third, with its own list', () => {
    const figures = packFigures({ ...figuresOf(token), conditionedSurprisal: -Math.log(0.1) });
    const conditioned = { ids: Int32Array.of(9), probabilities: Float32Array.of(0.4) };
    const merged = mergeTop({ ...token, figures, conditioned }, 3);
    expect(merged.map(({ id }) => id)).toEqual([5, 9, 4, 3]);
    expect(merged.map((each) => each.conditioned?.isBound)).toEqual([true, false, true, false]);
    expect(merged.at(-1)?.conditioned?.value).toBeCloseTo(0.1, 6);
  });

  it('bounds a candidate that a model does not list by the last that it lists', () => {
    const party = mergeTop(token, 3).find(({ id }) => id === 5);
    expect(party?.base).toEqual({ value: 0.125, isBound: true });
    expect(party?.base && probabilityText(party.base)).toBe('< 13 %');
  });
});

describe('barScale', () => {
  it('is the next round probability, and bounds do not count', () => {
    const bar = (value: number, isBound = false): { value: number; isBound: boolean } => ({
      value,
      isBound,
    });
    const candidate = { id: 1, isActual: false };
    expect(barScale([{ ...candidate, base: bar(0.18), tuned: bar(0.9, true) }])).toBe(0.2);
    expect(barScale([{ ...candidate, base: bar(0.7), tuned: bar(0.1) }])).toBe(1);
    expect(barScale([])).toBe(0.01);
  });
});
