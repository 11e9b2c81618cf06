import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const holder = (file: string): number | undefined => {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return undefined;
  }
};

/** Runs `work` while no other process on this machine runs under the same file; a dead holder's lock is taken over. */
export async function withLock(
  file: string,
  waiting: (pid: number) => void,
  work: () => Promise<void>,
): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; ;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const pid = holder(file);
      if (pid !== undefined && !isRunning(pid)) {
        rmSync(file, { force: true });
        continue;
      }
      if (!told && pid !== undefined) waiting(pid);
      told = true;
      await delay(300);
    }
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}
