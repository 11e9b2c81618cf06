import { describe, expect, it, vi } from 'vitest';
import { CancellationTokenSource, type CancellationToken } from 'vscode-jsonrpc/node';
import { CancelledError } from '../../../src/common/errors';
import type { CheckpointsParams } from '../../../src/common/protocol/checkpoints';
import type { SampleSet } from '../../../src/common/sampling/continuation';
import { seriesFromFile } from '../support/engine';
import { seededRandom } from '../support/randomLogits';
import { identityOf, sampleParamsOf } from '../support/sampling';
import { eachWithModelProcess } from '../support/modelClient';

// Dozens of runs of models take their time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const model = eachWithModelProcess();

const params = sampleParamsOf('There was a ladder behind the shed. Every autumn somebody', {
  count: 2,
  length: 12,
});

const series: CheckpointsParams = { ...params, checkpoints: seriesFromFile() };

/** What a run is followed with. */
interface Follower {
  readonly onProgress: () => void;
  readonly token: CancellationToken;
  readonly cancelGrace: () => number;
}

const identities = (sets: readonly SampleSet[]): object[] =>
  sets.flatMap(({ continuations }) => continuations.map(identityOf));

/** Runs that make something of many continuations; each gives what it wrote, in a form to compare. */
const studies = {
  attractors: async (follower: Follower): Promise<unknown> =>
    identities([(await model.client.request('findAttractors', { params, ...follower })).set]),
  perturbations: async (follower: Follower): Promise<unknown> => {
    const { base, tuned } = await model.client.request('testPerturbations', {
      params,
      ...follower,
    });
    return { base, tuned };
  },
  checkpoints: async (follower: Follower): Promise<unknown> => {
    const { points } = await model.client.request('compareCheckpoints', {
      params: series,
      ...follower,
    });
    return identities(points.map(({ set }) => set));
  },
} as const;

// Every round with checkpoints loads three pairs.
describe.each([
  ['attractors', 40],
  ['perturbations', 40],
  ['checkpoints', 12],
] as const)('the study of %s through the model process', (name, rounds) => {
  const study = studies[name];
  const follower = (source: CancellationTokenSource, onProgress: () => void): Follower => ({
    onProgress,
    token: source.token,
    cancelGrace: () => 10_000,
  });

  it('ends at random moments in its result or cancelled, and has the same result afterwards', async () => {
    let events = 0;
    const whole = (): Promise<unknown> =>
      study(follower(new CancellationTokenSource(), () => events++));
    await whole();
    const { processId } = model.process;
    events = 0;
    const started = performance.now();
    const expected = await whole();
    const length = performance.now() - started;
    const most = events;
    const random = seededRandom(11);
    let cancelled = 0;
    for (let round = 0; round < rounds; round++) {
      const source = new CancellationTokenSource();
      const last = Math.floor(random() * most);
      const later = random() * length;
      let seen = 0;
      // By turns at any event of the run, and at any time.
      const timer =
        round % 2 === 0
          ? setTimeout(() => {
              source.cancel();
            }, later)
          : undefined;
      const outcome = await study(
        follower(source, () => {
          if (timer === undefined && seen++ === last) source.cancel();
        }),
      ).catch((error: unknown) => error);
      clearTimeout(timer);
      if (outcome instanceof CancelledError) cancelled++;
      else expect(outcome).toEqual(expected);
    }
    expect(cancelled).toBeGreaterThan(rounds / 4);
    expect(model.process.processId).toBe(processId);
    expect(await whole()).toEqual(expected);
  });
});
