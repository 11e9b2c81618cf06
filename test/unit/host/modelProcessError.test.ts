import type { ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { silentLog } from '../../../src/common/log';
import { ModelProcess } from '../../../src/host/modelProcess';

const children: ChildProcess[] = [];

vi.mock('node:child_process', async (original) => {
  const real = await original<{ fork: typeof fork }>();
  return {
    ...real,
    fork: (...parameters: Parameters<typeof fork>) => {
      const child = real.fork(...parameters);
      children.push(child);
      return child;
    },
  };
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

it('leaves no process behind when its channel fails', async () => {
  const process = new ModelProcess({
    program: fileURLToPath(new URL('./support/fakeModelProcess.mjs', import.meta.url)),
    log: silentLog,
    idleMilliseconds: () => 0,
  });
  const ended = process.use(async (connection) => {
    const [child] = children;
    if (child === undefined) throw new Error('No process was started.');
    const signal = new Promise((resolve) => {
      child.once('exit', (_code, name) => {
        resolve(name);
      });
    });
    child.emit('error', new Error('The channel failed.'));
    expect((await connection.ended).stderr).toContain('The channel failed.');
    return signal;
  });
  expect(await ended).toBe('SIGKILL');
  expect(process.processId).toBeUndefined();
  process.dispose();
});
