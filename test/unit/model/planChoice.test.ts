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
    processorTime: 40,
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
  expect(choosePlan(plans, rule, 64)).toMatchObject({ plan, isSettled: true });
  expect(choosePlan(plans.toReversed(), rule, 64)).toMatchObject({ plan, isSettled: true });
});

it('gives all figures, the chosen plan first and then the fastest', () => {
  expect(choosePlan(timed(10, 18.04, 12, 15), rule, 64).plan.reason).toBe(
    '64 tokens took 10.0 ms; 12.0 ms with one model after the other with 4 threads each; ' +
      '15.0 ms with both models at the same time with 4 threads each; ' +
      '18.0 ms with one model after the other with 2 threads each',
  );
});

it('says why a plan was chosen that is not the fastest', () => {
  expect(choosePlan(timed(10, 20, 30, 9.5), rule, 64).plan.reason).toMatch(
    /^64 tokens took 10\.0 ms; 9\.5 ms with .*; within 10 % of the fastest, with fewer threads$/,
  );
  expect(choosePlan(timed(10.5, 18, 10), rule, 64).plan.reason).toMatch(
    /; within 10 % of the fastest, and what is used unmeasured$/,
  );
});

describe('where the same sessions are hardly faster side by side than one after the other', () => {
  it('takes the rule, as the processors were not free', () => {
    expect(choosePlan(timed(14.9, 20, 12), rule, 64)).toMatchObject({
      plan: { threads: 4, sideBySide: false },
      isSettled: true,
    });
    expect(choosePlan(timed(15.1, 20, 12), rule, 64)).toEqual({
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

  it('chooses where the processors themselves were slower for both at once', () => {
    const [both, inTurn] = timed(19, 20);
    if (both === undefined || inTurn === undefined) throw new Error('Nothing was timed.');
    expect(choosePlan([{ ...both, processorTime: 76 }, inTurn], rule, 64)).toMatchObject({
      plan: { threads: 2, sideBySide: false },
      isSettled: true,
    });
  });

  it('goes by the clock alone where processor time is told in steps that are too long', () => {
    const steps = timed(15.1, 20).map((plan) => ({ ...plan, processorTime: 0 }));
    expect(choosePlan(steps, rule, 64).isSettled).toBe(false);
    const faster = timed(14.9, 20).map((plan) => ({ ...plan, processorTime: 0 }));
    expect(choosePlan(faster, rule, 64).isSettled).toBe(true);
  });
});

it('needs a plan', () => {
  expect(() => choosePlan([], rule, 64)).toThrow(RangeError);
});
