import { describe, expect, it } from 'vitest';
import { choosePlan, type TimedPlan } from '../../../src/model/planChoice';

const rule = { threads: 2, sideBySide: true };

/** Milliseconds under the rule, with half its threads, with as many in turn, and with twice as many. */
function timed(...milliseconds: readonly number[]): TimedPlan[] {
  const plans = [
    rule,
    { threads: 2, sideBySide: false },
    { threads: 4, sideBySide: false },
    { threads: 4, sideBySide: true },
  ];
  return milliseconds.map((time, index) => ({
    ...(plans[index] ?? rule),
    milliseconds: time,
    slower: plans[index]?.sideBySide === true ? time : time / 2,
  }));
}

it.each([
  ['the fastest', [10, 20, 12, 15], { threads: 2, sideBySide: true }],
  [
    'the fastest, though it has the most threads',
    [10, 20, 12, 8],
    { threads: 4, sideBySide: true },
  ],
  ['the fastest, one model after the other', [10, 20, 8, 15], { threads: 4, sideBySide: false }],
  ['fewer threads where they are as good', [10, 20, 12, 9.9], { threads: 2, sideBySide: true }],
  [
    'the fewest threads, though more are a little faster',
    [11, 15, 15, 10],
    { threads: 2, sideBySide: true },
  ],
  ['the rule with as many threads', [10.9, 20, 10, 15], { threads: 2, sideBySide: true }],
  [
    'one after the other where the rule is slower',
    [11.1, 20, 10, 15],
    { threads: 4, sideBySide: false },
  ],
  ['half the threads where only they are left', [NaN, 10], { threads: 2, sideBySide: false }],
])('chooses %s', (_, milliseconds, plan) => {
  const plans = timed(...milliseconds).filter(({ milliseconds: time }) => !Number.isNaN(time));
  expect(choosePlan(plans, rule, 64, false)).toMatchObject({ plan, isSettled: true });
  expect(choosePlan(plans.toReversed(), rule, 64, false)).toMatchObject({ plan, isSettled: true });
});

it('gives all figures, the chosen plan first and then the fastest', () => {
  expect(choosePlan(timed(10, 18.04, 12, 15), rule, 64, false).plan.reason).toBe(
    '64 tokens took 10.0 ms; 12.0 ms with one model after the other with 4 threads each; ' +
      '15.0 ms with both models at the same time with 4 threads each; ' +
      '18.0 ms with one model after the other with 2 threads each',
  );
});

it('says why a plan was chosen that is not the fastest', () => {
  expect(choosePlan(timed(10, 20, 30, 9.5), rule, 64, false).plan.reason).toMatch(
    /^64 tokens took 10\.0 ms; 9\.5 ms with .*; within 10 % of the fastest, with fewer threads$/,
  );
  expect(choosePlan(timed(10.5, 18, 10), rule, 64, false).plan.reason).toMatch(
    /; within 10 % of the fastest, and what is used unmeasured$/,
  );
});

describe('where both models are much slower side by side than the slower one alone', () => {
  it('takes the rule for now, as the processors were not free', () => {
    expect(choosePlan(timed(14.9, 20, 12), rule, 64, false)).toMatchObject({
      plan: { threads: 4, sideBySide: false },
      isSettled: true,
    });
    expect(choosePlan(timed(15.1, 20, 12), rule, 64, false)).toEqual({
      plan: {
        ...rule,
        reason:
          '64 tokens took 15.1 ms; 12.0 ms with one model after the other with 4 threads each; ' +
          '20.0 ms with one model after the other with 2 threads each; the processors were ' +
          'not free meanwhile, so that this is what is used unmeasured',
      },
      isSettled: false,
    });
  });

  it('goes by the figures where it cannot be measured again', () => {
    expect(choosePlan(timed(15.1, 20, 12), rule, 64, true)).toMatchObject({
      plan: { threads: 4, sideBySide: false },
      isSettled: true,
    });
  });

  it('does not mind that one model is larger than the other', () => {
    const [both, inTurn, all] = timed(41, 50, 27);
    if (!both || !inTurn || !all) throw new Error('Nothing was timed.');
    expect(choosePlan([both, { ...inTurn, slower: 40 }, all], rule, 64, false)).toMatchObject({
      plan: { threads: 4, sideBySide: false },
      isSettled: true,
    });
  });
});

it('needs a plan', () => {
  expect(() => choosePlan([], rule, 64, false)).toThrow(RangeError);
});
