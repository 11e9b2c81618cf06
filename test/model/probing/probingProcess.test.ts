import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { CancelledError, UserFacingError } from '../../../src/common/errors';
import { silentLog } from '../../../src/common/log';
import type { ProbeParams, ProbeProgress } from '../../../src/common/protocol/probing';
import { ModelClient } from '../../../src/host/modelClient';
import { ModelProcess } from '../../../src/host/modelProcess';
import { PairProber } from '../../../src/model/probing/pairProber';
import { pairFromFile } from '../support/engine';
import { buildModelProgram } from '../support/modelProgram';
import { realQueue } from '../support/sampling';

let program: string;
let process: ModelProcess;
let client: ModelClient;

beforeAll(async () => {
  program = await buildModelProgram();
});

beforeEach(() => {
  process = new ModelProcess({
    program,
    log: silentLog,
    idleMilliseconds: () => 0,
    backOff: () => 0,
  });
  client = new ModelClient(process);
});

afterEach(() => {
  process.dispose();
});

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
  return client.request('probe', { params, onProgress, token, cancelGrace: () => 10_000 });
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
    const pid = process.processId;
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
    expect(process.processId).toBe(pid);
    await probe();
  });

  it('says so when the process is killed, and goes on with another', async () => {
    await probe();
    const pid = process.processId ?? 0;
    const run = probe(undefined, (progress) => {
      if (progress.kind === 'prompt') globalThis.process.kill(pid, 'SIGKILL');
    });
    await expect(run).rejects.toBeInstanceOf(UserFacingError);
    await expect(run).rejects.toThrow('ended unexpectedly (SIGKILL');
    await probe();
    expect(process.processId).not.toBe(pid);
  });
});
