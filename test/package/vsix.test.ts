import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import JSZip from 'jszip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/vscodeServer/serverFiles.mjs';
import { engineFiles } from '../../src/model/engineStamp';

const target = `${process.platform}-${process.arch}`;

let folder: string;
let vsix: string;

const node = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): string =>
  execFileSync(process.execPath, args, {
    cwd: repositoryRoot,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, ...environment },
  });

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'steerscope-vsix-'));
  vsix = path.join(folder, 'steerscope.vsix');
  node(['scripts/package.mjs', '--out', vsix]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the checker says of the package after a change of its files. */
async function complaint(change: (archive: JSZip) => void): Promise<string> {
  const archive = await JSZip.loadAsync(readFileSync(vsix));
  change(archive);
  const changed = path.join(folder, 'changed.vsix');
  writeFileSync(changed, await archive.generateAsync({ type: 'nodebuffer' }));
  try {
    return node(['scripts/checkVsix.mjs', changed, target]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the VSIX', () => {
  it('holds what it needs and nothing else, and is small enough', () => {
    expect(node(['scripts/checkVsix.mjs', vsix, target])).toMatch(/\d+ files, \d+\.\d MiB/);
  });

  it.each(engineFiles)('is refused without %s, on which kept results depend', async (name) => {
    expect(await complaint((archive) => archive.remove(`extension/dist/${name}`))).toContain(
      `missing: dist/${name}`,
    );
  });

  it('is refused with a source map, a training file or another platform’s library', async () => {
    const extra = [
      'dist/extension.js.map',
      'training/README.md',
      'dist/node_modules/onnxruntime-node/bin/napi-v6/plan9/mips/onnxruntime.so',
    ];
    const said = await complaint((archive) => {
      for (const name of extra) archive.file(`extension/${name}`, 'x');
    });
    for (const name of extra) expect(said).toContain(name);
  });

  it('does the main job, installed in a fresh profile', () => {
    const report = path.join(folder, 'ui.json');
    node(
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project=ui',
        '--testNamePattern=from the sample',
        '--reporter=json',
        `--outputFile=${report}`,
      ],
      { STEERSCOPE_VSIX: vsix },
    );
    const { numPassedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
    };
    expect(numPassedTests).toBe(6);
  });
});
