import { expect, it } from 'vitest';
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
  return milliseconds.map((time, index) => ({ ...(plans[index] ?? rule), milliseconds: time }));
}

it.each([
  ['the fastest', [10, 20, 12, 15], { threads: 2, sideBySide: true }],
  [
    'the fastest, though it has the most threads',
    [10, 20, 12, 8],
    { threads: 4, sideBySide: true },
  ],
  ['the fastest, one model after the other', [10, 20, 8, 15], { threads: 4, sideBySide: false }],
  ['fewer threads where they are as good', [10, 11, 12, 9.9], { threads: 2, sideBySide: true }],
  ['the fewest threads that are as good', [10, 10.9, 12, 10], { threads: 2, sideBySide: false }],
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
  expect(choosePlan(timed(10, 10.9), rule, 64).plan.reason).toBe(
    '64 tokens took 10.9 ms; 10.0 ms with both models at the same time with 2 threads each; ' +
      'within 10 % of the fastest, with fewer threads',
  );
  expect(choosePlan(timed(10.5, 18, 10), rule, 64).plan.reason).toMatch(
    /; within 10 % of the fastest, and what is used unmeasured$/,
  );
});

it('takes the rule for now where the same sessions were slower side by side than they can be', () => {
  // What is measured on an idle machine may say so by a little.
  expect(choosePlan(timed(12.4, 10, 15), rule, 64)).toMatchObject({
    plan: { threads: 2, sideBySide: false },
    isSettled: true,
  });
  expect(choosePlan(timed(12.6, 10, 9), rule, 64)).toEqual({
    plan: {
      ...rule,
      reason:
        '64 tokens took 12.6 ms; 9.0 ms with one model after the other with 4 threads each; ' +
        '10.0 ms with one model after the other with 2 threads each; other programs had the processors ' +
        'meanwhile: what is used unmeasured, to be measured again when the pair is next loaded',
    },
    isSettled: false,
  });
});

it('needs a plan', () => {
  expect(() => choosePlan([], rule, 64)).toThrow(RangeError);
});
