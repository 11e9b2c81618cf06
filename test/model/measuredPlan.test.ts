import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CompareProgress } from '../../src/common/protocol/model';
import { PairComparer } from '../../src/model/pairComparer';
import type { Runtime } from '../../src/model/pairLoader';
import { PairQueue } from '../../src/model/pairQueue';
import { fakeRuntime, type FakeOptions } from './support/fakeRuntime';
import { linesLog, paramsOf } from './support/fakePair';

vi.mock('node:os', async (original) => ({
  ...(await original<object>()),
  availableParallelism: () => 4,
}));

type Probes = NonNullable<Runtime['probes']>;

/** More than may be in memory twice. */
const large = 200e6;

/** Threads of the models in memory. */
let held: number[];
let mostHeld: number;
/** Threads with which models were loaded, in order. */
let loads: number[];
let lines: string[];

beforeEach(() => {
  // A clock that only reading moves.
  vi.useFakeTimers({ toFake: ['performance'] });
  [held, loads, lines, mostHeld] = [[], [], [], 0];
});

afterEach(() => {
  vi.useRealTimers();
});

/** Keeps probes as the file does. */
function probesInMemory(): Probes {
  const kept = new Map<string, NonNullable<Awaited<ReturnType<Probes['get']>>>>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    put: (key, probe) => {
      kept.set(key, probe);
      return Promise.resolve();
    },
  };
}

/** A comparer whose models take so many milliseconds for a run, by the threads of their sessions. */
function comparerOf(
  takes: Readonly<Record<number, number>>,
  probes: Probes | undefined,
  options: FakeOptions = {},
  waits = (): number => 0,
): PairComparer {
  let milliseconds = 0;
  let running = 0;
  const { runtime } = fakeRuntime({
    hasModelThreads: true,
    bytes: large,
    ...options,
    onFeed: async (name, tokens) => {
      // The second of two that run at the same time takes no time of its own, unless the machine is busy.
      const isAlone = running++ === 0;
      vi.advanceTimersByTime(isAlone ? milliseconds : waits());
      await options.onFeed?.(name, tokens);
      running--;
    },
  });
  const loadModel: Runtime['loadModel'] = async (files, threads) => {
    const model = await runtime.loadModel(files, threads);
    loads.push(threads);
    held.push(threads);
    mostHeld = Math.max(mostHeld, held.length);
    return {
      canContinue: true,
      batch: (sequences) => model.batch(sequences),
      start: () => {
        milliseconds = takes[threads] ?? 0;
        return model.start();
      },
      dispose: async () => {
        held.splice(held.indexOf(threads), 1);
        await model.dispose();
      },
    };
  };
  return new PairComparer(new PairQueue({ ...runtime, loadModel, probes }, linesLog(lines)));
}

async function measuringOf(comparer: PairComparer, threads = 0): Promise<readonly boolean[]> {
  const seen: CompareProgress[] = [];
  const { signal } = new AbortController();
  await comparer.compare(paramsOf('abc', { threads }), (progress) => seen.push(progress), signal);
  return seen.flatMap((progress) => (progress.kind === 'loading' ? [progress.measuring] : []));
}

it('is chosen once for a pair and a machine, with one set of larger models in memory at a time', async () => {
  for (const { takes, loaded, chosen } of [
    { takes: { 1: 10, 2: 4 }, loaded: [1, 1, 2, 2], chosen: 2 },
    { takes: { 1: 10, 2: 40 }, loaded: [1, 1, 2, 2, 1, 1], chosen: 1 },
  ]) {
    const probes = probesInMemory();
    [loads, lines, mostHeld] = [[], [], 0];
    const first = comparerOf(takes, probes);
    expect(await measuringOf(first)).toEqual([false, false, true]);
    expect(loads).toEqual(loaded);
    expect(mostHeld).toBe(2);
    expect(held).toEqual([chosen, chosen]);
    await first.dispose();
    expect(held).toEqual([]);
    const [line = ''] = lines;
    expect(line).toMatch(
      /both models at the same time with \d threads? each \(64 tokens took \d+\.0 ms; /,
    );
    expect(line.match(/ ms with (both|one)/g)).toHaveLength(3);

    loads = [];
    const second = comparerOf(takes, probes);
    expect(await measuringOf(second)).toEqual([false, false]);
    expect(loads).toEqual([chosen, chosen]);
    await second.dispose();
    expect(lines).toEqual([line, line]);
  }
});

it('is that of the rule while the processors are not free, three times at most', async () => {
  const measured = [1, 1, 2, 2, 1, 1];
  for (const { waits, loaded, last } of [
    {
      waits: [10, 0, 10],
      loaded: [...measured, 1, 1, 2, 2, 2, 2],
      last: 'at the same time with 2',
    },
    {
      waits: [10, 10, 10, 0],
      loaded: [...measured, ...measured, 1, 1, 2, 2, 2, 2],
      last: 'after the other with 2',
    },
  ]) {
    const probes = probesInMemory();
    [loads, lines] = [[], []];
    for (const waiting of waits) {
      const comparer = comparerOf({ 1: 10, 2: 4 }, probes, {}, () => waiting);
      await measuringOf(comparer);
      await comparer.dispose();
    }
    expect(loads).toEqual(loaded);
    expect(lines[0]).toMatch(
      /both models at the same time with 1 thread each \(.*; the processors were not free.* next loaded\)/,
    );
    expect(lines.at(-2)).toContain(last);
    expect(lines.at(-1)).toBe(lines.at(-2));
  }
});

it('is measured in turn where both models may be in memory twice', async () => {
  const comparer = comparerOf({ 1: 10, 2: 4 }, probesInMemory(), { bytes: 128e6 });
  expect(await measuringOf(comparer)).toEqual([false, false, true]);
  expect(loads).toEqual([1, 1, 2, 2]);
  expect(mostHeld).toBe(4);
  expect(held).toEqual([2, 2]);
  await comparer.dispose();
  expect(held).toEqual([]);
});

it('is what the user asks for, or the rule where nothing is kept', async () => {
  const asked = comparerOf({ 1: 10, 2: 4 }, probesInMemory());
  expect(await measuringOf(asked, 2)).toEqual([false, false]);
  const unkept = comparerOf({ 1: 10, 2: 4 }, undefined);
  expect(await measuringOf(unkept)).toEqual([false, false]);
  expect(loads).toEqual([1, 1, 1, 1]);
  expect(lines.map((line) => /\(([a-z ]+)\), prefix/.exec(line)?.[1])).toEqual([
    'as asked for',
    'not measured',
  ]);
  await asked.dispose();
  await unkept.dispose();
});

it('leaves nothing in memory where models cannot be run', async () => {
  const comparer = comparerOf({ 1: 10 }, probesInMemory(), {
    onFeed: () => Promise.reject(new Error('It cannot be run.')),
  });
  await expect(measuringOf(comparer)).rejects.toThrow('It cannot be run.');
  expect(held).toEqual([]);
  await comparer.dispose();
});

it('is what a request hears of that comes while it is measured, though the first was cancelled', async () => {
  let goOn = (): void => undefined;
  const paused = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const comparer = comparerOf({ 1: 10, 2: 40 }, probesInMemory(), { onFeed: () => paused });
  const cancelled = new AbortController();
  const begun = new Promise<void>((resolve) => {
    comparer
      .compare(
        paramsOf('abc', { threads: 0 }),
        (progress) => {
          if (progress.kind === 'loading' && progress.measuring) resolve();
        },
        cancelled.signal,
      )
      .catch(() => undefined);
  });
  await begun;
  cancelled.abort();
  const second = measuringOf(comparer);
  goOn();
  expect(await second).toEqual([true]);
  expect(loads).toEqual([1, 1, 2, 2, 1, 1]);
  await comparer.dispose();
});
