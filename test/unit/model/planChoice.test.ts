import { expect, it } from 'vitest';
import type { CausalLm, LmSequence } from '../../../src/model/causalLm';
import { fasterPlan, type Models } from '../../../src/model/planChoice';

const ids = new Int32Array(64);

/** Two models on a clock that only reading moves; side by side they take the time of the slower. */
function modelsTaking(
  clock: { now: number },
  milliseconds: number,
  freed: string[],
  name: string,
): Models {
  let first = 3;
  const lm = (): CausalLm => ({
    canContinue: true,
    start: () =>
      ({
        feed: async () => {
          const began = clock.now;
          // The first run is slower, and does not count.
          const takes = first-- > 0 ? 10 * milliseconds : milliseconds;
          await Promise.resolve();
          clock.now = Math.max(clock.now, began + takes);
          return { data: new Float32Array(1), dims: [1, 1, 1] };
        },
        dispose: () => undefined,
      }) as unknown as LmSequence,
    batch: () => {
      throw new Error('Nothing is written here.');
    },
    dispose: () => {
      freed.push(name);
      return Promise.resolve();
    },
  });
  return [lm(), lm()];
}

async function choose(
  sideBySide: number,
  oneAfterTheOther: number,
): Promise<{
  readonly plan: Awaited<ReturnType<typeof fasterPlan>>['plan'];
  readonly isRule: boolean;
  readonly freed: readonly string[];
  readonly asked: readonly number[];
}> {
  const clock = { now: 0 };
  const freed: string[] = [];
  const asked: number[] = [];
  const own = modelsTaking(clock, sideBySide, freed, 'rule');
  const { plan, models } = await fasterPlan(
    { threads: 2, sideBySide: true },
    own,
    (threads) => {
      asked.push(threads);
      return Promise.resolve(modelsTaking(clock, oneAfterTheOther, freed, 'other'));
    },
    ids,
    () => clock.now,
  );
  return { plan, isRule: models === own, freed, asked };
}

it('keeps both models side by side where that is no slower', async () => {
  expect(await choose(10, 6)).toEqual({
    plan: {
      threads: 2,
      sideBySide: true,
      reason:
        '64 tokens took 10.0 ms, and 12.0 ms with one model after the other with 4 threads each',
    },
    isRule: true,
    freed: ['other', 'other'],
    asked: [4],
  });
});

it('runs one model after the other where that is faster, by more than noise', async () => {
  const { plan, isRule, freed } = await choose(10, 4);
  expect(plan).toEqual({
    threads: 4,
    sideBySide: false,
    reason:
      '64 tokens took 8.0 ms, and 10.0 ms with both models at the same time with 2 threads each',
  });
  expect(isRule).toBe(false);
  expect(freed).toEqual(['rule', 'rule']);
  expect((await choose(10, 4.6)).isRule).toBe(true);
});
