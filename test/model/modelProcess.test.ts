import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { divergenceNames } from '../../src/common/statisticsColumns';
import { ComparisonBuilder } from '../../src/common/comparisonBuilder';
import {
  modelMethods,
  type CompareParams,
  type CompareResult,
  type LogMessage,
  type ProgressMessage,
  type Reply,
} from '../../src/common/protocol/model';
import { comparisonOf, pairFromFile, paramsOf, realComparer } from './support/engine';
import {
  buildModelProgram,
  bundleTestProgram,
  startModelProgram,
  type RunningProgram,
} from './support/modelProgram';

let program: string;
const running: RunningProgram[] = [];
/** Processes that a test started in other ways; what is left of them after it is killed. */
const started: number[] = [];

beforeAll(async () => {
  program = await buildModelProgram();
});

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
});

function start(): RunningProgram {
  const server = startModelProgram(program);
  running.push(server);
  return server;
}

function compare(
  { connection }: RunningProgram,
  params: CompareParams,
  token = new CancellationTokenSource().token,
): Promise<Reply<CompareResult>> {
  return connection.sendRequest<Reply<CompareResult>>(modelMethods.compare, params, token);
}

/** Resolves when the first rows of a run arrive. */
function firstRows({ connection }: RunningProgram): Promise<void> {
  return new Promise((resolve) => {
    connection.onNotification(modelMethods.progress, ({ progress }: ProgressMessage) => {
      if (progress.kind === 'rows') resolve();
    });
  });
}

/** Resolves once there is no process of that id. */
async function vanished(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(20);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Where nobody collects the dead, as in some containers, they are still listed.
  return (
    process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  );
}

const story = 'Once upon a time there was a boy who lived by a quiet pond. 🙂\r\n';
const endless = story.repeat(3000);

describe('the model process', () => {
  it('gives the numbers that the same code gives in process', async () => {
    const comparer = realComparer();
    const expected = await comparisonOf(comparer, paramsOf(story.repeat(20)));
    await comparer.dispose();

    const server = start();
    const builder = new ComparisonBuilder();
    const runs = new Set<number>();
    server.connection.onNotification(
      modelMethods.progress,
      ({ runId, progress }: ProgressMessage) => {
        runs.add(runId);
        builder.add(progress);
      },
    );
    const reply = await compare(server, paramsOf(story.repeat(20), { runId: 7 }));
    expect(reply).toMatchObject({ ok: true });
    expect([...runs]).toEqual([7]);
    const received = builder.comparison;
    expect(received?.tokens).toEqual(expected.tokens);
    expect(received?.pieces).toEqual(expected.pieces);
    expect(received?.settings).toEqual(expected.settings);
    expect(received?.scoredCount).toBe(expected.rowCount);
    // Each process chooses its chunks by its speed, which changes the order of arithmetic.
    for (const name of divergenceNames) {
      received?.divergence[name].forEach((value, row) => {
        expect(value).toBeCloseTo(expected.divergence[name][row] ?? NaN, 5);
      });
    }
    expect(server.stderr()).toBe('');
  });

  it('answers failures as data and logs their reason', async () => {
    const server = start();
    const lines: LogMessage[] = [];
    server.connection.onNotification(modelMethods.log, (line: LogMessage) => {
      lines.push(line);
    });
    const pair = pairFromFile();
    const missing = path.resolve('out/test/no-such-model');
    const reply = await compare(
      server,
      paramsOf('x', { pair: { ...pair, base: { name: 'B', directory: missing } } }),
    );
    expect(reply).toEqual({
      ok: false,
      cancelled: false,
      error: {
        kind: 'unreadable',
        message: `no-such-model cannot be read: there is no folder ${missing}. Choose another folder.`,
        actions: ['chooseFolder', 'showLog'],
      },
    });
    expect(
      lines.some(({ level, message }) => level === 'error' && message.includes('ENOENT')),
    ).toBe(true);
    expect(await compare(server, paramsOf('x'))).toMatchObject({ ok: true });
  });

  it('cancels a run when told to, and serves the next', async () => {
    const server = start();
    const source = new CancellationTokenSource();
    const rows = firstRows(server);
    const reply = compare(server, paramsOf(endless), source.token);
    await rows;
    source.cancel();
    expect(await reply).toEqual({ ok: false, cancelled: true });
    expect(await compare(server, paramsOf('x', { runId: 2 }))).toMatchObject({ ok: true });
  });

  it('ends when asked, also in the middle of a run', async () => {
    const server = start();
    const rows = firstRows(server);
    const reply = compare(server, paramsOf(endless));
    await rows;
    await server.connection.sendNotification(modelMethods.exit);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    await expect(reply).rejects.toThrow();
  });

  it('ends when its channel closes', async () => {
    const server = start();
    await compare(server, paramsOf('x'));
    server.child.disconnect();
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it('ends at once on SIGTERM, without a word', async () => {
    const server = start();
    const rows = firstRows(server);
    const reply = compare(server, paramsOf(endless));
    await rows;
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: null, signal: 'SIGTERM' });
    await expect(reply).rejects.toThrow();
    expect(server.stderr()).toBe('');
  });

  it('leaves Ctrl-C to its parent', async () => {
    const server = start();
    await compare(server, paramsOf('x'));
    server.child.kill('SIGINT');
    expect(await compare(server, paramsOf('y', { runId: 2 }))).toMatchObject({ ok: true });
  });

  it('does nothing without a parent that talks to it', async () => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as unknown[];
    expect(code).toBe(2);
    expect(stderr).toBe('This program is started by Steerscope and does nothing by itself.\n');
  });

  it.each<[string, NodeJS.Signals]>([
    ['is killed', 'SIGKILL'],
    ['is asked to end', 'SIGTERM'],
  ])('leaves no orphan when its parent %s during a run', async (_, signal) => {
    const { parent, pid } = await startParent(program, paramsOf(story));
    parent.kill(signal);
    await once(parent, 'exit');
    await vanished(pid);
  });

  it('says why it ends after an error that nothing caught', async () => {
    const throwing = startModelProgram(await bundleTestProgram('throwingChild'));
    running.push(throwing);
    expect(await throwing.ended).toEqual({ code: 1, signal: null });
    expect(throwing.stderr()).toMatch(/^Error: Nobody expected this\.\n {4}at /);
  });

  it('leaves no orphan whose main thread is blocked', async () => {
    const blocked = await bundleTestProgram('blockedChild');
    const { parent, pid } = await startParent(blocked, {});
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await vanished(pid);
  });
});

/** Starts a parent of a program and waits until a run of that one gives rows. */
async function startParent(
  child: string,
  params: object,
): Promise<{ parent: ChildProcess; pid: number }> {
  const script = path.resolve('test/model/support/orphanParent.mjs');
  const parent = spawn(process.execPath, [script, child, JSON.stringify(params)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (parent.pid !== undefined) started.push(parent.pid);
  const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as unknown[];
  const pid = Number.parseInt(String(line), 10);
  started.push(pid);
  expect(isAlive(pid)).toBe(true);
  return { parent, pid };
}
