import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { CancelledError, UserFacingError } from '../../../src/common/errors';
import type { ProbeParams, ProbeProgress } from '../../../src/common/protocol/probing';
import { PairProber } from '../../../src/model/probing/pairProber';
import { pairFromFile } from '../support/engine';
import { realQueue } from '../support/sampling';
import { eachWithModelProcess } from '../support/modelClient';

const model = eachWithModelProcess();

const params: ProbeParams = {
  runId: 1,
  pair: pairFromFile(),
  threads: 1,
  chat: false,
  prompts: [
    { text: 'Once upon a time there was a little', answers: [[' girl'], [' boy'], [' dog']] },
    { text: 'The box was very', answers: [[' big'], [' small']] },
  ],
};

/** Probes as the extension does. */
function probe(
  source = new CancellationTokenSource(),
  onProgress: (progress: ProbeProgress) => void = () => undefined,
): Promise<unknown> {
  const { token } = source;
  return model.client.request('probe', { params, onProgress, token, cancelGrace: () => 10_000 });
}

describe('probing through the model process', () => {
  it('gives answers the chances that the same code gives in process', async () => {
    const received: ProbeProgress[] = [];
    await probe(undefined, (progress) => received.push(progress));
    const queue = realQueue();
    const expected: ProbeProgress[] = [];
    await new PairProber(queue).probe(
      params,
      (progress) => expected.push(progress),
      new AbortController().signal,
    );
    await queue.dispose();
    const chances = (events: readonly ProbeProgress[]): number[] =>
      events.flatMap((event) =>
        event.kind === 'prompt' ? [...event.base.chances, ...event.tuned.chances] : [],
      );
    expect(chances(received)).toHaveLength(10);
    chances(received).forEach((chance, index) => {
      expect(chance).toBeCloseTo(chances(expected)[index] ?? NaN, 5);
    });
  });

  it('ends at once whenever it is cancelled, a hundred times', async () => {
    await probe();
    const pid = model.process.processId;
    let cancelled = 0;
    for (let round = 0; round < 100; round++) {
      const source = new CancellationTokenSource();
      const outcome = probe(source).then(
        () => undefined,
        (error: unknown) => error,
      );
      await delay((round * 37) % 40);
      source.cancel();
      const error = await outcome;
      if (error === undefined) continue;
      expect(error).toBeInstanceOf(CancelledError);
      cancelled++;
    }
    expect(cancelled).toBeGreaterThan(20);
    expect(model.process.processId).toBe(pid);
    await probe();
  });

  it('says so when the process is killed, and goes on with another', async () => {
    await probe();
    const pid = model.process.processId ?? 0;
    const run = probe(undefined, (progress) => {
      if (progress.kind === 'prompt') process.kill(pid, 'SIGKILL');
    });
    await expect(run).rejects.toBeInstanceOf(UserFacingError);
    await expect(run).rejects.toThrow('ended unexpectedly (SIGKILL');
    await probe();
    expect(model.process.processId).not.toBe(pid);
  });
});
