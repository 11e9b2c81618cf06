import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/common/panel/mergeTop';
import { whatIf, whatIfRange } from '../../../../src/common/panel/whatIf';

const steps = (whatIfRange.most - whatIfRange.least) / whatIfRange.step;

const exactly = (value: number) => ({ value, isBound: false });
const below = (value: number) => ({ value, isBound: true });

function candidate(id: number, base: Candidate['base'], tuned: Candidate['tuned']): Candidate {
  return { id, base, tuned, isActual: false };
}

const whole = [
  candidate(1, exactly(0.6), exactly(0.2)),
  candidate(2, exactly(0.3), exactly(0.1)),
  candidate(3, exactly(0.1), exactly(0.7)),
];

const truncated = [
  candidate(1, exactly(0.5), exactly(0.2)),
  candidate(2, exactly(0.2), below(0.15)),
  candidate(3, below(0.2), exactly(0.4)),
];

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

describe('the distribution at a supposed λ', () => {
  it.each([-1, 0.4, 2.5])('is exact where nothing is left out: λ = %f', (lambda) => {
    const weights = whole.map(
      ({ base, tuned }) => base.value ** (1 - lambda) * tuned.value ** lambda,
    );
    whatIf(whole, lambda).forEach((value, index) => {
      expect(value).toBeCloseTo((weights[index] ?? NaN) / sum(weights), 12);
    });
  });

  it('is base at 0 and tuned at 1 for what their lists hold', () => {
    const base = whatIf(truncated, 0);
    const tuned = whatIf(truncated, 1);
    expect(base.slice(0, 2)).toEqual([0.5, 0.2]);
    expect([tuned[0], tuned[2]]).toEqual([0.2, 0.4]);
    expect(base[2]).toBeLessThanOrEqual(0.2);
    expect(tuned[1]).toBeLessThanOrEqual(0.15);
  });

  it('is the same with the candidates of a base with a prefix, which are part of the rest', () => {
    const ofPrefix = { ...candidate(4, below(0.2), below(0.15)), conditioned: exactly(0.9) };
    for (const lambda of [-1, 0, 0.4, 1, 2]) {
      const [first, second, third] = whatIf(truncated, lambda);
      const withPrefix = [truncated[0], ofPrefix, truncated[1], truncated[2]];
      expect(
        whatIf(
          withPrefix.flatMap((each) => each ?? []),
          lambda,
        ),
      ).toEqual([first, undefined, second, third]);
    }
  });

  it('leaves something for the tokens that are not listed', () => {
    for (const lambda of [0, 0.5, 1]) expect(sum(whatIf(truncated, lambda))).toBeLessThan(1);
  });

  it('is a distribution for every λ of the slider, whatever the models rule out', () => {
    const extreme = [
      candidate(1, exactly(1), exactly(0)),
      candidate(2, exactly(0), exactly(1)),
      candidate(3, exactly(0), exactly(0)),
      candidate(4, below(1e-300), below(0)),
    ];
    for (const candidates of [truncated, extreme, extreme.slice(2)]) {
      for (let count = 0; count <= steps; count++) {
        const lambda = whatIfRange.least + count * whatIfRange.step;
        const values = whatIf(candidates, lambda);
        expect(values.every((value = 0) => value >= 0 && value <= 1)).toBe(true);
      }
    }
  });
});
