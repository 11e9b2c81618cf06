import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../model/support/randomLogits';
import { Session } from './support/session';
import type { Workbench } from './support/workbench';

const sample = 'the-quiet-pond.txt';
const long = 'long.txt';
const last = 'last.txt';

/** Reloads of the window while a comparison is under way. */
const reloads = 6;
/** Milliseconds after the start of the model process at which the last of them may come. */
const latest = 2_500;
const seed = Number(process.env['STEERSCOPE_SEED'] ?? 5);

let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  session = await Session.start();
  workbench = session.workbench;
  writeFileSync(path.join(session.folder, long), storyOf(sample).repeat(40));
});

afterAll(async () => {
  await session.stop();
});

function storyOf(name: string): string {
  return readFileSync(path.join(session.folder, name), 'utf8');
}

/** Ids of the model processes of this VS Code, whoever started them and whether that one lives. */
function modelProcesses(): number[] {
  const home = path.dirname(session.folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return command.includes('modelProcess.js') && command.includes(home);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function reload(): Promise<void> {
  const { page } = workbench;
  await page.evaluate(() => Object.assign(globalThis, { isOldWindow: true }));
  await workbench.command('Developer: Reload Window');
  // Not the event `load`: on a busy machine it comes while the click on the command is still awaited.
  await page.waitForFunction(() => !('isOldWindow' in globalThis), null, { timeout: 60_000 });
  await workbench.ready();
}

const isDone = (): Promise<void> =>
  workbench.statusItem(/Wedding party · \d+\.\d\d bits/).waitFor({ timeout: 30_000 });

it.runIf(process.platform === 'linux')(
  `a reloaded window leaves no process behind and finds what was done, seed ${seed}`,
  async () => {
    const random = seededRandom(seed);
    await workbench.openFile(sample);
    await workbench.command('Steerscope: Compare Document');
    await isDone();
    for (let time = 0; time < reloads; time++) {
      await workbench.openFile(long);
      await workbench.command('Steerscope: Compare Document');
      await expect.poll(modelProcesses, { timeout: 30_000 }).toHaveLength(1);
      await delay(Math.floor(latest * random()));
      await reload();
      await expect.poll(modelProcesses, { timeout: 30_000, interval: 250 }).toEqual([]);
    }
    // Done a moment before the window is loaded again.
    writeFileSync(path.join(session.folder, last), `Once. ${storyOf(sample)}`);
    await workbench.openFile(last);
    await workbench.command('Steerscope: Compare Document');
    await isDone();
    await reload();
    await expect.poll(modelProcesses, { timeout: 30_000, interval: 250 }).toEqual([]);
    for (const name of [sample, last]) {
      await workbench.openFile(name);
      await workbench.command('Steerscope: Compare Document');
      await isDone();
      expect(modelProcesses()).toEqual([]);
    }
  },
  300_000,
);
