import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../src/common/errors';
import { silentLog } from '../../src/common/log';
import type { Logits } from '../../src/model/causalLm';
import { PairComparer } from '../../src/model/pairComparer';
import type { Runtime } from '../../src/model/pairLoader';
import { PairQueue } from '../../src/model/pairQueue';
import { PairSampler } from '../../src/model/sampling/pairSampler';
import { StatisticsReducer } from '../../src/model/statistics/statisticsReducer';
import { comparisonOf } from './support/engine';
import { letters, paramsOf } from './support/fakePair';
import { fakeRuntime } from './support/fakeRuntime';
import { sampleParamsOf, samplesOf } from './support/sampling';

/** So many that messages are let in after each row. */
const ids = 152_000;

const rows = 6;

function logits(): Logits {
  return { data: new Float32Array(rows * ids), dims: [1, rows, ids] };
}

/** A reducer that counts rows, of which the one numbered `at` is told first. */
function countingReducer(
  at: number,
  onRow: () => void,
): { reducer: StatisticsReducer; rows: () => number } {
  let reduced = 0;
  const reduce = (): void => {
    if (++reduced === at) onRow();
  };
  const reducer = new StatisticsReducer({ reduce, reduceWithoutGrids: reduce });
  return { reducer, rows: () => reduced };
}

function reduce(reducer: StatisticsReducer, signal?: AbortSignal): Promise<unknown> {
  return reducer.reduce(logits(), logits(), new Int32Array(rows), 1, ids, signal);
}

describe('reducing logits', () => {
  it('ends between two rows of a large vocabulary once it is cancelled', async () => {
    const controller = new AbortController();
    const { reducer, rows: reduced } = countingReducer(2, () => {
      controller.abort();
    });
    await expect(reduce(reducer, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(reduced()).toBe(2);
  });

  it('hears a message that arrives while rows are reduced', async () => {
    const { port1, port2 } = new MessageChannel();
    const controller = new AbortController();
    port2.onmessage = () => {
      controller.abort();
    };
    const { reducer, rows: reduced } = countingReducer(2, () => {
      port1.postMessage('cancel');
    });
    await expect(reduce(reducer, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(reduced()).toBeLessThan(rows);
    port1.close();
  });

  it('begins nothing for a run that was cancelled before', async () => {
    const { reducer, rows: reduced } = countingReducer(1, () => undefined);
    await expect(reduce(reducer, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
    expect(reduced()).toBe(0);
  });

  it('reduces every row where nobody can cancel', async () => {
    const { reducer, rows: reduced } = countingReducer(1, () => undefined);
    await reduce(reducer);
    expect(reduced()).toBe(rows);
  });
});

describe('what reduces for a run', () => {
  /** A runtime that tells whose signal its statistics look at. */
  function watchedRuntime(seen: (AbortSignal | undefined)[]): Runtime {
    const { runtime } = fakeRuntime();
    return {
      ...runtime,
      loadStatistics: async () => {
        const statistics = await runtime.loadStatistics();
        return {
          reduce: (...request) => {
            seen.push(request[5]);
            return statistics.reduce(...request);
          },
          reduceWithoutGrids: (...request) => {
            seen.push(request[5]);
            return statistics.reduceWithoutGrids(...request);
          },
        };
      },
    };
  }

  it('looks at the signal of a comparison', async () => {
    const seen: (AbortSignal | undefined)[] = [];
    const comparer = new PairComparer(new PairQueue(watchedRuntime(seen), silentLog));
    const controller = new AbortController();
    await comparisonOf(comparer, paramsOf(letters(100)), controller.signal);
    controller.abort();
    expect(seen.at(-1)).toMatchObject({ aborted: true });
    await comparer.dispose();
  });

  it('looks at the signal of continuations', async () => {
    const seen: (AbortSignal | undefined)[] = [];
    const queue = new PairQueue(watchedRuntime(seen), silentLog);
    const controller = new AbortController();
    const { pair } = paramsOf('');
    const params = sampleParamsOf('abc', { pair, length: 4 });
    await samplesOf(new PairSampler(queue), params, controller.signal);
    controller.abort();
    expect(seen.at(-1)).toMatchObject({ aborted: true });
    await queue.dispose();
  });
});
