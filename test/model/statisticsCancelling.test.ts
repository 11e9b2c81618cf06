import { InferenceSession } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildStatisticsGraph } from '../../scripts/statisticsGraph.mjs';
import { CancelledError } from '../../src/common/errors';
import { silentLog } from '../../src/common/log';
import type { Logits } from '../../src/model/causalLm';
import { PairComparer } from '../../src/model/pairComparer';
import type { Runtime } from '../../src/model/pairLoader';
import { PairQueue } from '../../src/model/pairQueue';
import { PairSampler } from '../../src/model/sampling/pairSampler';
import { StatisticsSession } from '../../src/model/statisticsSession';
import { comparisonOf } from './support/engine';
import { letters, paramsOf } from './support/fakePair';
import { fakeRuntime } from './support/fakeRuntime';
import { sampleParamsOf, samplesOf } from './support/sampling';

/** As large as one run of the graph is given, so that it gets one row at a time. */
const ids = 152_000;

const rows = 6;

let real: InferenceSession;

beforeEach(async () => {
  real = await InferenceSession.create(buildStatisticsGraph());
});

afterEach(() => real.release());

function logits(): Logits {
  return { data: new Float32Array(rows * ids), dims: [1, rows, ids] };
}

/** A session that counts runs of the graph, of which the one numbered `at` is told first. */
function countingSession(
  at: number,
  onRun: () => void,
): { session: StatisticsSession; runs: () => number } {
  let runs = 0;
  const session = new StatisticsSession({
    run: (feeds: InferenceSession.FeedsType) => {
      if (++runs === at) onRun();
      return real.run(feeds);
    },
    release: () => Promise.resolve(),
  });
  return { session, runs: () => runs };
}

function reduce(session: StatisticsSession, signal?: AbortSignal): Promise<unknown> {
  return session.reduce(logits(), logits(), new Int32Array(rows), 1, ids, signal);
}

describe('reducing logits', () => {
  it('ends between two rows of a large vocabulary once it is cancelled', async () => {
    const controller = new AbortController();
    const { session, runs } = countingSession(2, () => {
      controller.abort();
    });
    await expect(reduce(session, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(runs()).toBe(2);
  });

  it('hears a message that arrives while rows are reduced', async () => {
    const { port1, port2 } = new MessageChannel();
    const controller = new AbortController();
    port2.onmessage = () => {
      controller.abort();
    };
    const { session, runs } = countingSession(2, () => {
      port1.postMessage('cancel');
    });
    await expect(reduce(session, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(runs()).toBeLessThan(rows);
    port1.close();
  });

  it('begins nothing for a run that was cancelled before', async () => {
    const { session, runs } = countingSession(1, () => undefined);
    await expect(reduce(session, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
    expect(runs()).toBe(0);
  });

  it('reduces every row where nobody can cancel', async () => {
    const { session, runs } = countingSession(1, () => undefined);
    await reduce(session);
    expect(runs()).toBe(rows);
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
          dispose: () => statistics.dispose(),
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
