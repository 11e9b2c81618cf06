import { describe, expect, it } from 'vitest';
import {
  planSentence,
  plansToMeasure,
  threadPlan,
  threadsTogether,
  unmeasuredReason,
} from '../../../src/model/threadPlan';

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

describe('plansToMeasure', () => {
  it.each([
    [2, [2, 1, 2]],
    [3, [2, 1, 2]],
    [4, [2, 1, 2, 4]],
    [6, [2, 1, 2, 4]],
    [8, [4, 2, 4, 8]],
    [15, [8, 4, 8]],
    [16, [8, 4, 8, 16]],
  ])('of %d processors', (processors, together) => {
    const rule = threadPlan({ threads: 0 }, true, processors);
    const [own, other] = plansToMeasure(rule, processors);
    expect([...own.plans, ...other.plans].map(threadsTogether)).toEqual(together);
    expect(own.plans[0]).toEqual(rule);
    // All plans of a set run with the same sessions.
    for (const { threads, plans } of [own, other]) {
      for (const plan of plans) expect(plan.threads).toBe(threads);
    }
  });
});

describe('unmeasuredReason', () => {
  it('tells what was asked for from what there was no choice about', () => {
    expect(unmeasuredReason({ threads: 2 }, true, 8)).toBe('as asked for');
    expect(unmeasuredReason({ threads: 0, sideBySide: false }, true, 8)).toBe('as asked for');
    expect(unmeasuredReason({ threads: 0 }, true, 1)).toBe('one processor');
    expect(unmeasuredReason({ threads: 0 }, true, 8)).toBe('not measured');
    expect(unmeasuredReason({ threads: 0 }, false, 1)).toBe('not measured');
  });
});
