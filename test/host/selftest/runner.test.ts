import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

/** Runs the host runner as `npm run test:host` does. */
function run(suites: string): { code: number | null; output: string; last: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'test/host/run.mts', '--suites', suites],
    { cwd: root, encoding: 'utf8' },
  );
  return { code: status, output: stdout + stderr, last: stdout.trimEnd().split('\n').at(-1) ?? '' };
}

const fixture = (name: string): string => path.join(import.meta.dirname, name);

describe('the host test runner', () => {
  it('fails when the extension host is killed inside a test', () => {
    const { code, output, last } = run(fixture('killed'));
    expect(output).toContain('ended during "An extension host that is killed is killed"');
    expect(last).toBe('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('fails when a test exits with success', () => {
    const { code, output, last } = run(fixture('exitZero'));
    expect(output).toContain(
      'ended during "An extension host that leaves calls exit with success"',
    );
    expect(last).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('fails when a test fails, and prints why', () => {
    const { code, output, last } = run(fixture('failing'));
    expect(output).toContain('✗ A failing suite does not hold');
    expect(output).toContain('2 !== 3');
    expect(last).toBe('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('fails when there is no test', () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), 'steerscope-empty-'));
    try {
      const { code, output, last } = run(empty);
      expect(output).toContain('No *.test.ts below');
      expect(last).toBe('0 passed, 1 failed');
      expect(code).toBe(1);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });
});
