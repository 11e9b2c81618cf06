import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineFiles, engineStamp } from '../../../src/model/engineStamp';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-engine-'));
  for (const name of engineFiles) await write(name, `the first ${name}`);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** As another start of the program makes it. */
function stamp(): Promise<string> {
  return engineStamp(folder)();
}

describe('the stamp of the engine', () => {
  it('is the same as long as the programs are', async () => {
    const before = await stamp();
    await write('extension.js', 'what the editor shows');
    expect(await stamp()).toBe(before);
  });

  it.each(engineFiles)('changes with the bytes of %s, and when it is gone', async (name) => {
    const before = await stamp();
    await write(name, `the other ${name}`);
    const changed = await stamp();
    await rm(path.join(folder, name));
    expect(new Set([before, changed, await stamp()]).size).toBe(3);
  });

  it('is that of the programs as they were when it was first asked for', async () => {
    const running = engineStamp(folder);
    const before = await running();
    await write('modelProcess.js', 'another build, which does not run yet');
    expect(await running()).toBe(before);
  });
});
