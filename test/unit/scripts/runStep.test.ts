import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Script {
  readonly judge: (
    step: { counts: 'check' | 'vitest' | 'lastLine' },
    code: number | null,
    output: string,
    report: string,
  ) => Count;
}

let judge: Script['judge'];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'steerscope-steps-'));
  const script = path.resolve('scripts/testing/runStep.mjs');
  // A script of plain Node, which has no declarations.
  ({ judge } = (await import(pathToFileURL(script).href)) as Script);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const report = (content: object): string => {
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
};

const vitest = (code: number | null, file: string): Count =>
  judge({ counts: 'vitest' }, code, '', file);
const lastLine = (code: number | null, output: string): Count =>
  judge({ counts: 'lastLine' }, code, output, '');

describe('npm test counts', () => {
  it('a check as one test', () => {
    expect(judge({ counts: 'check' }, 0, '', '')).toEqual({ passed: 1, failed: 0 });
    expect(judge({ counts: 'check' }, 2, '', '')).toEqual({ passed: 0, failed: 1 });
    expect(judge({ counts: 'check' }, null, '', '')).toEqual({ passed: 0, failed: 1 });
  });

  it('the tests of a vitest report', () => {
    const good = { numPassedTests: 7, numFailedTests: 0, success: true };
    expect(vitest(0, report(good))).toEqual({ passed: 7, failed: 0 });
    const bad = { numPassedTests: 5, numFailedTests: 2, success: false };
    expect(vitest(1, report(bad))).toEqual({ passed: 5, failed: 2 });
  });

  it('a vitest file that cannot be loaded, or a run that broke off, as a failure', () => {
    const unloaded = { numPassedTests: 5, numFailedTests: 0, success: false };
    expect(vitest(1, report(unloaded))).toEqual({ passed: 5, failed: 1 });
    const leaked = { numPassedTests: 5, numFailedTests: 0, success: true };
    expect(vitest(1, report(leaked))).toEqual({ passed: 5, failed: 1 });
    expect(vitest(null, path.join(folder, 'none.json'))).toEqual({ passed: 0, failed: 1 });
  });

  it('the last line of other runners, and nothing else they print', () => {
    expect(lastLine(0, '3 passed, 0 failed\n4 passed, 0 failed\n')).toEqual({
      passed: 4,
      failed: 0,
    });
    expect(lastLine(1, '3 passed, 2 failed')).toEqual({ passed: 3, failed: 2 });
    expect(lastLine(0, '3 passed, 0 failed\nbut then')).toEqual({ passed: 0, failed: 1 });
    expect(lastLine(137, '3 passed, 0 failed')).toEqual({ passed: 3, failed: 1 });
  });

  it('a run without a test as a failure', () => {
    expect(lastLine(0, '0 passed, 0 failed')).toEqual({ passed: 0, failed: 1 });
    expect(vitest(0, report({ numPassedTests: 0, numFailedTests: 0, success: true }))).toEqual({
      passed: 0,
      failed: 1,
    });
  });
});
