import nodeProcess from 'node:process';
import { fileURLToPath } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelledError, UserFacingError } from '../../../src/common/errors';
import type { CompareParams, CompareProgress } from '../../../src/common/protocol/model';
import { ModelClient, ReportedError } from '../../../src/host/modelClient';
import { ModelProcess } from '../../../src/host/modelProcess';

const program = fileURLToPath(new URL('./support/fakeModelProcess.mjs', import.meta.url));

const paramsOf = (text: string): Omit<CompareParams, 'runId'> => ({
  pair: {
    id: 'toy',
    name: 'Toy',
    base: { name: 'Base', directory: '/base' },
    tuned: { name: 'Tuned', directory: '/tuned' },
    dtype: 'fp32',
  },
  text,
  settings: {},
  threads: 0,
});

let lines: string[];
let process: ModelProcess;
let client: ModelClient;
let waits: number[];

function create(idleMilliseconds = 0, pause = 0): void {
  process = new ModelProcess({
    program,
    log: { log: (level, message) => void lines.push(`${level} ${message}`) },
    idleMilliseconds: () => idleMilliseconds,
    backOff: (failures) => {
      waits.push(failures);
      return failures === 0 ? 0 : pause;
    },
  });
  client = new ModelClient(process);
}

beforeEach(() => {
  lines = [];
  waits = [];
  create();
});

afterEach(() => {
  vi.unstubAllEnvs();
  process.dispose();
});

interface Running {
  readonly result: Promise<number>;
  readonly source: CancellationTokenSource;
  /** Resolves with the first progress event. */
  readonly started: Promise<CompareProgress>;
}

function compare(text: string, cancelGrace = 10_000): Running {
  const source = new CancellationTokenSource();
  let onProgress: (progress: CompareProgress) => void = () => undefined;
  const started = new Promise<CompareProgress>((resolve) => (onProgress = resolve));
  const result = client
    .compare({
      params: paramsOf(text),
      onProgress: (progress) => {
        onProgress(progress);
      },
      token: source.token,
      cancelGrace: () => cancelGrace,
    })
    .then(({ milliseconds }) => milliseconds);
  return { result, source, started };
}

function isAlive(pid: number): boolean {
  try {
    return nodeProcess.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('ModelClient and ModelProcess', () => {
  it('starts no process before the first request', () => {
    expect(process.processId).toBeUndefined();
  });

  it('delivers progress, log lines and the result', async () => {
    const { result, started } = compare('score');
    expect(await started).toEqual({
      kind: 'loading',
      model: 'base',
      name: 'Base',
      bytes: 12,
      measuring: false,
    });
    expect(await result).toBe(5);
    expect(lines).toContain('info model process: scoring');
  });

  it('uses one process for all requests', async () => {
    const first = await compare('pid').result;
    expect(await compare('pid').result).toBe(first);
    expect(process.processId).toBe(first);
  });

  it('lets little garbage gather in the process', async () => {
    // Three times the semi-space: two of them, and one that is being filled.
    expect(await compare('garbage').result).toBeLessThanOrEqual(3 * 2 * 2 ** 20);
  });

  it('has the threads of the process share two heaps, or as many as the user has chosen', async () => {
    vi.stubEnv('MALLOC_ARENA_MAX', undefined);
    expect(await compare('variable MALLOC_ARENA_MAX').result).toBe(2);
    vi.stubEnv('MALLOC_ARENA_MAX', '7');
    process.restart();
    expect(await compare('variable MALLOC_ARENA_MAX').result).toBe(7);
  });

  it('hands on what the process refuses, with its actions', async () => {
    const error: unknown = await compare('refuse').result.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ReportedError);
    expect(error).toHaveProperty('report.actions', ['choosePair']);
  });

  it.each([
    ['signal SIGKILL', 'SIGKILL: usually out of memory'],
    ['signal SIGSEGV', 'SIGSEGV: a crash in the native library'],
    ['exit 3', 'exit code 3'],
    ['exit 0', 'exit code 0'],
  ])('says why the process ended: %s', async (text, reason) => {
    const error: unknown = await compare(text).result.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserFacingError);
    expect(error).toHaveProperty(
      'message',
      `The model process ended unexpectedly (${reason}). Nothing in your document changed. ` +
        'Try a smaller pair or dtype.',
    );
    expect(error).toHaveProperty('actions', ['showLog', 'restart']);
  });

  it('starts a new process after one that died, with back-off counted from the failures', async () => {
    await compare('signal SIGKILL').result.catch(() => undefined);
    await compare('signal SIGKILL').result.catch(() => undefined);
    expect(await compare('pid').result).toBe(process.processId);
    expect(waits).toEqual([0, 1, 2]);
    process.restart();
    await compare('pid').result;
    expect(waits).toEqual([0, 1, 2, 0]);
  });

  it.each([
    [
      'a restart',
      (): void => {
        process.restart();
      },
    ],
    [
      'the cancellation',
      (_: Running, next: Running): void => {
        next.source.cancel();
      },
    ],
  ])('waits for the next start no longer than until %s', async (_, end) => {
    create(0, 3_600_000);
    const first = compare('signal SIGKILL');
    await first.result.catch(() => undefined);
    const next = compare('pid');
    await vi.waitFor(() => {
      expect(waits).toEqual([0, 1]);
    });
    end(first, next);
    const settled = await next.result.catch((error: unknown) => error);
    if (next.source.token.isCancellationRequested) expect(settled).toBeInstanceOf(CancelledError);
    else expect(settled).toBe(process.processId);
  });

  it('keeps the last words of a process that died in the log', async () => {
    await compare('exit 3').result.catch(() => undefined);
    expect(lines.some((line) => line.startsWith('error') && line.includes('the last words'))).toBe(
      true,
    );
  });

  it('keeps the process when a run answers its cancellation', async () => {
    const run = compare('wait');
    await run.started;
    const pid = process.processId;
    run.source.cancel();
    await expect(run.result).rejects.toBeInstanceOf(CancelledError);
    expect(await compare('pid').result).toBe(pid);
  });

  it('kills the process when a run does not answer its cancellation in time', async () => {
    const run = compare('hang', 20);
    await run.started;
    const pid = process.processId ?? 0;
    run.source.cancel();
    await expect(run.result).rejects.toBeInstanceOf(CancelledError);
    expect(isAlive(pid)).toBe(false);
    expect(await compare('pid').result).not.toBe(pid);
    // The kill was wanted, so it counts as no failure.
    expect(waits).toEqual([0, 0]);
  });

  it('has several requests under way at once', async () => {
    const first = compare('wait');
    const second = compare('wait');
    // Each hears of its own run, whoever asked last.
    await Promise.all([first.started, second.started]);
    expect(await compare('pid').result).toBe(process.processId);
    second.source.cancel();
    await expect(second.result).rejects.toBeInstanceOf(CancelledError);
    first.source.cancel();
    await expect(first.result).rejects.toBeInstanceOf(CancelledError);
  });

  it('makes a request again whose process was killed because of another one', async () => {
    const bystander = compare('pid 50');
    const hanging = compare('hang', 20);
    await hanging.started;
    const pid = process.processId;
    hanging.source.cancel();
    await expect(hanging.result).rejects.toBeInstanceOf(CancelledError);
    const answeredBy = await bystander.result;
    expect(answeredBy).toBe(process.processId);
    expect(answeredBy).not.toBe(pid);
  });

  it('does not send a run that was cancelled before', async () => {
    const run = compare('exit 3');
    run.source.cancel();
    await expect(run.result).rejects.toBeInstanceOf(CancelledError);
    expect(await compare('pid').result).toBe(process.processId);
  });

  it('treats a restart during a run as its cancellation', async () => {
    const run = compare('wait');
    await run.started;
    process.restart();
    await expect(run.result).rejects.toBeInstanceOf(CancelledError);
  });

  it('ends an idle process and starts another when needed', async () => {
    create(1);
    const pid = await compare('pid').result;
    await vi.waitFor(() => {
      expect(isAlive(pid)).toBe(false);
    });
    expect(process.processId).toBeUndefined();
    expect(await compare('pid').result).not.toBe(pid);
  });

  it('ends even a process that does nothing it is told when disposed', async () => {
    const run = compare('hang');
    await run.started;
    const pid = process.processId ?? 0;
    process.dispose();
    await run.result.catch(() => undefined);
    expect(isAlive(pid)).toBe(false);
  });
});
