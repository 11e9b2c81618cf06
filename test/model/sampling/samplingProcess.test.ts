import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { CancelledError, UserFacingError } from '../../../src/common/errors';
import type { SampleParams, SampleProgress } from '../../../src/common/protocol/sampling';
import type { SampleSet } from '../../../src/common/sampling/continuation';
import { SampleSetBuilder } from '../../../src/common/sampling/sampleSetBuilder';
import { ReportedError } from '../../../src/host/modelClient';
import { PairSampler } from '../../../src/model/sampling/pairSampler';
import { seededRandom } from '../support/randomLogits';
import { identityOf, realQueue, sampleParamsOf, samplesOf } from '../support/sampling';
import { eachWithModelProcess } from '../support/modelClient';

const model = eachWithModelProcess();

const prompt = 'There was a ladder behind the shed. Every autumn somebody';

/** Most memory that a process has had, in bytes; 0 where the system does not say. */
function peakMemory(id: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${id ?? 0}/status`, 'utf8');
    return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Samples as the extension does. */
async function sample(
  params: SampleParams,
  onProgress: (progress: SampleProgress) => void = () => undefined,
  token = new CancellationTokenSource().token,
): Promise<SampleSet> {
  const builder = new SampleSetBuilder();
  await model.client.request('sample', {
    params,
    onProgress: (progress) => {
      builder.add(progress);
      onProgress(progress);
    },
    token,
    cancelGrace: () => 10_000,
  });
  if (builder.set === undefined) throw new Error('The run ended before it started.');
  return builder.set;
}

describe('sampling through the model process', () => {
  it('writes what the same code writes in process, token for token', async () => {
    const queue = realQueue();
    const expected = await samplesOf(new PairSampler(queue), sampleParamsOf(prompt));
    await queue.dispose();
    const fractions: number[] = [];
    const received = await sample(sampleParamsOf(prompt), (progress) => {
      if (progress.kind === 'written') fractions.push(progress.fraction);
    });
    expect(received.continuations.map(identityOf)).toEqual(expected.continuations.map(identityOf));
    expect(received.pieces).toEqual(expected.pieces);
    expect(fractions.length).toBeGreaterThan(2);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  it('ends at once whenever it is cancelled, and writes the same afterwards', async () => {
    const params = sampleParamsOf(prompt, { count: 8, length: 64 });
    const expected = await sample(params);
    const { processId } = model.process;
    const random = seededRandom(5);
    let cancelled = 0;
    for (let round = 0; round < 100; round++) {
      const source = new CancellationTokenSource();
      const events = Math.floor(random() * 40);
      let seen = 0;
      // By turns at any event of the run, and at any time.
      const timer =
        round % 2 === 0
          ? setTimeout(() => {
              source.cancel();
            }, random() * 200)
          : undefined;
      const outcome = await sample(
        params,
        () => {
          if (timer === undefined && seen++ === events) source.cancel();
        },
        source.token,
      ).catch((error: unknown) => error);
      clearTimeout(timer);
      if (outcome instanceof CancelledError) cancelled++;
      else expect(outcome).toHaveProperty('continuations.length', 16);
    }
    expect(cancelled).toBeGreaterThan(50);
    expect(model.process.processId).toBe(processId);
    const after = await sample(params);
    expect(after.continuations.map(identityOf)).toEqual(expected.continuations.map(identityOf));
  });

  it('says so when the process is killed, and goes on with another', async () => {
    const lost: unknown = await sample(
      sampleParamsOf(prompt, { count: 16, length: 200 }),
      ({ kind }) => {
        if (kind === 'written') process.kill(model.process.processId ?? 0, 'SIGKILL');
      },
    ).catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(UserFacingError);
    expect(lost).toHaveProperty('kind', 'processLost');
    const after = await sample(sampleParamsOf(prompt));
    expect(after.continuations).toHaveLength(8);
  });

  it.each<[string, Partial<SampleParams>, number]>([
    ['a prompt of no tokens', { prompts: [{ text: '' }] }, 8],
    ['a prompt as long as the context', { prompts: [{ text: prompt.repeat(60) }] }, 8],
    ['one continuation', { count: 1, writers: ['tuned'] }, 1],
  ])('comes to a result with %s', async (_, more, count) => {
    const set = await sample(sampleParamsOf(prompt, more));
    expect(set.continuations).toHaveLength(count);
    const [seen] = set.prompts;
    expect(seen?.seenCount).toBeLessThanOrEqual(set.contextWindow - set.length);
    for (const { ids, statistics } of set.continuations) {
      expect(statistics.js).toHaveLength(ids.length);
    }
  });

  it('comes to a result with 500 continuations of 64 tokens, in memory for one batch', async () => {
    const one = await sample(sampleParamsOf(prompt, { count: 16, length: 64, writers: ['tuned'] }));
    const before = peakMemory(model.process.processId);
    if (process.platform === 'linux') expect(before).toBeGreaterThan(0);
    const set = await sample(
      sampleParamsOf(prompt, { count: 500, length: 64, writers: ['tuned'] }),
    );
    expect(set.continuations).toHaveLength(500);
    expect(set.continuations.filter(({ index }) => index < 16).map(identityOf)).toEqual(
      one.continuations.map(identityOf),
    );
    const grown = peakMemory(model.process.processId) - before;
    expect(grown).toBeLessThan(100 * 2 ** 20);
  }, 240_000);

  it.each<[string, Partial<SampleParams>, RegExp]>([
    ['a continuation beyond the context window', { length: 5000 }, /sees \d+ tokens at once/],
    ['more than memory is meant for', { count: 100_000 }, /at most 4,000,000 can be/],
  ])('refuses %s and says why', async (_, more, reason) => {
    const refused: unknown = await sample(sampleParamsOf(prompt, more)).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(ReportedError);
    expect(refused).toHaveProperty('report.kind', 'usage');
    expect(refused).toHaveProperty('message', expect.stringMatching(reason));
  });

  it('finds attractors and tests perturbations, and can be cancelled in either', async () => {
    const params = sampleParamsOf(prompt, { count: 4, length: 24 });
    const events: string[] = [];
    const follow = {
      params,
      onProgress: ({ kind }: { kind: string }) => void events.push(kind),
      token: new CancellationTokenSource().token,
      cancelGrace: () => 10_000,
    };
    const report = await model.client.request('findAttractors', follow);
    expect(report.set.continuations).toHaveLength(8);
    expect(report.diversity.tuned.continuations).toBe(4);
    const perturbation = await model.client.request('testPerturbations', follow);
    expect(perturbation.tuned.perturbed.length).toBeGreaterThan(4);
    expect(new Set(events)).toEqual(new Set(['loading', 'written']));
    for (const name of ['findAttractors', 'testPerturbations'] as const) {
      const source = new CancellationTokenSource();
      const cancelled = model.client.request(name, {
        ...follow,
        token: source.token,
        onProgress: () => {
          source.cancel();
        },
      });
      await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    }
  });
});
