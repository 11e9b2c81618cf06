import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ComparisonCache } from '../../../src/storage/comparisonCache';
import { seededRandom } from '../../model/support/randomLogits';
import { numberedComparison } from './support/numberedComparison';

const rows = 2_000;
const kills = 40;

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-killed-'));
  program = path.join(folder, 'writingChild.cjs');
  await esbuild.build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    entryPoints: [path.resolve('test/unit/storage/support/writingChild.ts')],
    outfile: program,
    logLevel: 'error',
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('is read whole or not at all after a process was killed while it wrote', async () => {
  const kept = path.join(folder, 'kept');
  const expected = [0, 1, 2, 3].map((start) => numberedComparison(rows, start));
  const random = seededRandom(9);
  let unfinished = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = fork(program, [kept, `${rows}`], { silent: true });
    if (child.stdout === null) throw new Error('The child has no output.');
    await once(child.stdout, 'data');
    await delay(60 * random());
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;

    const lines: string[] = [];
    const cache = new ComparisonCache(kept, () => 1e12, { log: (_, line) => lines.push(line) });
    let found = 0;
    for (const [start, comparison] of expected.entries()) {
      const read = await cache.get(`starts with ${start}`);
      if (read === undefined) continue;
      found++;
      // Of large arrays this is much quicker than a matcher.
      expect(isDeepStrictEqual(read, comparison), `kill ${kill}, starts with ${start}`).toBe(true);
    }
    expect(found).toBeGreaterThan(0);
    // Nothing under its final name was ever a part.
    expect(lines).toEqual([]);
    const names = await readdir(kept);
    unfinished += names.filter((name) => !name.endsWith('.comparison')).length;
  }
  // Otherwise no kill came in the middle of a write.
  expect(unfinished).toBeGreaterThan(0);
}, 120_000);
