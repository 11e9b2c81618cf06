import { describe, expect, it } from 'vitest';
import { planSentence, threadPlan, threadsTogether } from '../../../src/model/threadPlan';

describe('threadPlan', () => {
  it.each([
    // Nothing asked for: all of few processors, half of many.
    [0, 1, { threads: 1, sideBySide: false }],
    [0, 2, { threads: 1, sideBySide: true }],
    [0, 4, { threads: 1, sideBySide: true }],
    [0, 16, { threads: 4, sideBySide: true }],
    // What is asked for is what both models take together.
    [1, 16, { threads: 1, sideBySide: false }],
    [2, 16, { threads: 1, sideBySide: true }],
    [7, 16, { threads: 3, sideBySide: true }],
  ])('of %d threads on %d processors', (threads, processors, plan) => {
    expect(threadPlan({ threads }, true, processors)).toEqual(plan);
  });

  it.each([
    [
      { threads: 4, sideBySide: false },
      { threads: 4, sideBySide: false },
    ],
    [
      { threads: 4, sideBySide: true },
      { threads: 2, sideBySide: true },
    ],
    [
      { threads: 1, sideBySide: true },
      { threads: 1, sideBySide: true },
    ],
    [
      { threads: 0, sideBySide: false },
      { threads: 4, sideBySide: false },
    ],
  ])('is as asked for: %j', (asked, plan) => {
    expect(threadPlan(asked, true, 8)).toEqual(plan);
  });

  it.each([true, false])(
    'gives a model the same threads from what is recorded of a plan (model threads now: %s)',
    (hasModelThreads) => {
      for (const plan of [
        { threads: 3, sideBySide: true },
        { threads: 3, sideBySide: false },
        { threads: 1, sideBySide: true },
      ]) {
        const recorded = { threads: threadsTogether(plan), sideBySide: plan.sideBySide };
        expect(threadPlan(recorded, hasModelThreads, 64).threads).toBe(plan.threads);
      }
    },
  );

  it('leaves the number to the runtime where the models share a thread', () => {
    expect(threadPlan({ threads: 0 }, false, 8)).toEqual({ threads: 0, sideBySide: false });
    expect(threadPlan({ threads: 3 }, false, 8)).toEqual({ threads: 3, sideBySide: false });
  });

  it('is said in words', () => {
    expect(planSentence({ threads: 1, sideBySide: true })).toBe(
      'both models at the same time with 1 thread each',
    );
    expect(planSentence({ threads: 0, sideBySide: false })).toBe(
      'one model after the other with as many threads as the runtime chooses each',
    );
  });
});
