import { expect, it } from 'vitest';
import type { CausalLm, LmSequence } from '../../../src/model/causalLm';
import type { CheckpointFiles } from '../../../src/model/modelFiles';
import { PairModels } from '../../../src/model/pairModels';
import { measurePlans, type PlannedModels } from '../../../src/model/planMeasurement';

const ids = new Int32Array(64);
const rule = { threads: 2, sideBySide: true };

interface Machine {
  /** Milliseconds in which a model with so many threads reads the tokens, by its threads. */
  readonly takes: Readonly<Record<number, number>>;
  readonly processors?: number;
  /** Whether the models may be in memory twice. */
  readonly twice?: boolean;
  /** Threads of the sessions of which one model cannot be loaded, or not be run. */
  readonly refusesToLoad?: number;
  readonly refusesToRun?: number;
  /** Whether threads end by themselves when a model is refused. */
  readonly losesThreads?: boolean;
  /** Milliseconds that two models wait for other programs where they run at the same time. */
  readonly waits?: number;
  readonly isLast?: boolean;
}

interface Outcome {
  readonly planned: PlannedModels | undefined;
  readonly error: unknown;
  /** What was loaded, read and freed, in order, with the threads. */
  readonly events: readonly string[];
  /** Threads of the models that are in memory, for each model. */
  readonly held: readonly number[];
  readonly mostHeld: number;
}

/** Models on a clock that only reading moves; side by side they take the time of the slower. */
async function measure(machine: Machine): Promise<Outcome> {
  const { takes, refusesToLoad, refusesToRun, losesThreads = false } = machine;
  let now = 0;
  let reading = 0;
  let mostHeld = 0;
  let hasModelThreads = true;
  const events: string[] = [];
  const held: number[] = [];
  const refuse = (): Error => {
    if (losesThreads) hasModelThreads = false;
    return new Error('The runtime refuses it.', { cause: new Error('no memory.\nat a place') });
  };
  const lm = (name: string, threads: number): CausalLm => {
    let isFirst = true;
    let isFreed = false;
    const feed = async (): Promise<unknown> => {
      if (isFreed) throw new Error('It was freed.');
      events.push(`read ${name} ${threads}`);
      if (threads === refusesToRun && name === 'tuned') throw refuse();
      const began = now;
      const milliseconds = takes[threads] ?? NaN;
      reading++;
      const waiting = reading > 1 ? (machine.waits ?? 0) : 0;
      await Promise.resolve();
      reading--;
      // The first run is slower, and does not count.
      now = Math.max(now, began + waiting + (isFirst ? 1.5 * milliseconds : milliseconds));
      isFirst = false;
      return { data: new Float32Array(1), dims: [1, 1, 1] };
    };
    return {
      canContinue: true,
      start: () => ({ feed, dispose: () => undefined }) as unknown as LmSequence,
      batch: () => {
        throw new Error('Nothing is written here.');
      },
      dispose: () => {
        if (isFreed) throw new Error('It was freed before.');
        isFreed = true;
        events.push(`free ${name} ${threads}`);
        held.splice(held.indexOf(threads), 1);
        return Promise.resolve();
      },
    };
  };
  const pair = new PairModels(
    {
      loadModel: async ({ label }, threads) => {
        await Promise.resolve();
        if (threads === refusesToLoad && label === 'tuned') throw refuse();
        events.push(`load ${label} ${threads}`);
        held.push(threads);
        mostHeld = Math.max(mostHeld, held.length);
        return lm(label, threads);
      },
      get hasModelThreads() {
        return hasModelThreads;
      },
    },
    { label: 'base' } as CheckpointFiles,
    { label: 'tuned' } as CheckpointFiles,
  );
  let planned: PlannedModels | undefined;
  let error: unknown;
  try {
    planned = await measurePlans(rule, await pair.load(rule.threads), pair, {
      ids,
      twice: machine.twice ?? false,
      processors: machine.processors ?? 8,
      isLast: machine.isLast ?? false,
      now: () => now,
    });
    // The models that are given can run.
    for (const model of planned.models) await model.start().feed(ids);
  } catch (thrown) {
    error = thrown;
  }
  const stillHeld = [...held];
  await pair.dispose();
  expect(held).toEqual([]);
  return { planned, error, events, held: stillHeld, mostHeld };
}

/** Which models were loaded and freed, in order, without what they read. */
function changes(events: readonly string[]): string {
  return events.filter((event) => !event.startsWith('read')).join(', ');
}

const loaded = (threads: number): string => `load base ${threads}, load tuned ${threads}`;
const freed = (threads: number): string => `free base ${threads}, free tuned ${threads}`;

it.each([true, false])(
  'finds the plan that suits the machine (twice in memory: %s)',
  async (twice) => {
    const plans = [
      // Four threads that take turns are faster than two and two.
      { takes: { 2: 10, 4: 4 }, processors: 4, plan: { threads: 4, sideBySide: false } },
      // More threads are slower.
      { takes: { 2: 10, 4: 12 }, processors: 8, plan: { threads: 2, sideBySide: true } },
      // Twice as many are faster, where there are so many.
      { takes: { 2: 10, 4: 6 }, processors: 8, plan: { threads: 4, sideBySide: true } },
      { takes: { 2: 10, 4: 6 }, processors: 7, plan: { threads: 2, sideBySide: true } },
    ];
    for (const { plan, ...machine } of plans) {
      const { planned, held, mostHeld } = await measure({ ...machine, twice });
      expect(planned?.plan).toMatchObject(plan);
      expect(held).toEqual([plan.threads, plan.threads]);
      expect(mostHeld).toBe(twice ? 4 : 2);
    }
  },
);

it('never has larger models in memory twice, and loads those of the rule again', async () => {
  const { events, planned } = await measure({ takes: { 2: 10, 4: 12 } });
  const order = [loaded(2), freed(2), loaded(4), freed(4), loaded(2), 'free tuned 2, free base 2'];
  expect(changes(events)).toBe(order.join(', '));
  expect(planned?.plan.reason).toBe(
    '64 tokens took 10.0 ms; 12.0 ms with both models at the same time with 4 threads each; ' +
      '20.0 ms with one model after the other with 2 threads each; ' +
      '24.0 ms with one model after the other with 4 threads each',
  );
});

it.each([
  // One reading to warm both sessions up; then up to three rounds of two plans.
  [10, 3],
  [200, 3],
  [300, 2],
  [5000, 1],
])('takes less often what is slow: reads of %d ms %d times', async (milliseconds, rounds) => {
  for (const twice of [true, false]) {
    const { events } = await measure({ takes: { 2: milliseconds, 4: milliseconds }, twice });
    for (const threads of [2, 4]) {
      const reads = events.filter((event) => event === `read base ${threads}`);
      expect(reads).toHaveLength(1 + 2 * rounds + (threads === 2 ? 1 : 0));
    }
  }
});

it.each([
  ['loaded', { refusesToLoad: 4 }],
  ['run', { refusesToRun: 4 }],
])('stays with the threads of the rule where others cannot be %s', async (_, refusal) => {
  for (const twice of [true, false]) {
    const { planned, held, mostHeld } = await measure({
      takes: { 2: 10, 4: 1 },
      twice,
      ...refusal,
    });
    expect(planned?.plan).toEqual({
      ...rule,
      reason:
        '64 tokens took 10.0 ms; 20.0 ms with one model after the other with 2 threads each; ' +
        'with 4 threads each they cannot be run here: no memory; ' +
        'to be measured again when the pair is next loaded',
    });
    expect(planned?.isSettled).toBe(false);
    expect(held).toEqual([2, 2]);
    expect(mostHeld).toBeLessThanOrEqual(twice ? 4 : 2);
  }
});

it('fails where the threads of the models have ended, as those of the rule cannot be had then', async () => {
  for (const twice of [true, false]) {
    const lost = await measure({ takes: { 2: 10 }, twice, refusesToLoad: 4, losesThreads: true });
    expect(lost.error).toMatchObject({ message: 'The runtime refuses it.' });
  }
});

it('fails where the models of the rule cannot be run', async () => {
  for (const twice of [true, false]) {
    const { error } = await measure({ takes: { 4: 10 }, twice, refusesToRun: 2 });
    expect(error).toMatchObject({ message: 'The runtime refuses it.' });
  }
});

it('takes the rule where the processors were not free, until it is measured for the last time', async () => {
  for (const twice of [true, false]) {
    for (const isLast of [true, false]) {
      const machine = { takes: { 2: 10, 4: 4 }, twice, isLast, waits: 8 };
      const { planned, held } = await measure(machine);
      expect(planned?.plan).toMatchObject(isLast ? { threads: 4, sideBySide: false } : rule);
      expect(planned?.isSettled).toBe(isLast);
      expect(
        planned?.plan.reason.endsWith('; to be measured again when the pair is next loaded'),
      ).toBe(!isLast);
      expect(held).toEqual(isLast ? [4, 4] : [2, 2]);
    }
  }
});
