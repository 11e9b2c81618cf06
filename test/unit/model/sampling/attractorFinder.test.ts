import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { attractorSteps } from '../../../../src/common/attractors/attractorReport';
import { finish } from '../../../../src/common/steps';
import { CancelledError } from '../../../../src/common/errors';
import type { CheckpointsParams } from '../../../../src/common/protocol/checkpoints';
import type { SampleParams } from '../../../../src/common/protocol/sampling';
import { AttractorFinder } from '../../../../src/model/sampling/attractorFinder';
import type { PairSampler } from '../../../../src/model/sampling/pairSampler';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const set = markovSamples(townChain.states, rowsOf(townChain), { count: 10, length: 6, seed: 1 });

/** Writes a set that is there already. */
const sampler: Pick<PairSampler, 'sample'> = {
  sample: (_, onProgress) => {
    const { continuations, pieces, ...head } = set;
    onProgress({ kind: 'started', ...head });
    onProgress({ kind: 'batch', continuations, pieces, droppedMass: 0 });
    return Promise.resolve({ milliseconds: 0, loadMilliseconds: 0 });
  },
};

const find = (signal: AbortSignal): ReturnType<AttractorFinder['find']> =>
  new AttractorFinder(sampler).find({} as SampleParams, () => undefined, signal);

const compare = (signal: AbortSignal): ReturnType<AttractorFinder['compareCheckpoints']> =>
  new AttractorFinder(sampler).compareCheckpoints(
    { checkpoints: [{ id: 'one' }, { id: 'two' }] } as unknown as CheckpointsParams,
    () => undefined,
    signal,
  );

describe('comparing checkpoints', () => {
  it('has all of them', async () => {
    const { points } = await compare(new AbortController().signal);
    expect(points.map(({ checkpoint }) => checkpoint.id)).toEqual(['one', 'two']);
  });

  it('ends between two steps once it is cancelled', async () => {
    const abort = new AbortController();
    const compared = compare(abort.signal);
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    abort.abort();
    await expect(compared).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('looking for attractors', () => {
  it('reports what the whole analysis does', async () => {
    expect(await find(new AbortController().signal)).toEqual(finish(attractorSteps(set)));
  });

  it('ends between two steps once it is cancelled', async () => {
    const abort = new AbortController();
    const found = find(abort.signal);
    // A step lets four turns pass before it; this is behind some and before others.
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    abort.abort();
    await expect(found).rejects.toBeInstanceOf(CancelledError);
  });
});
