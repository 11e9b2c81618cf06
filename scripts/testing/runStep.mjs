import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ passed: number, failed: number }} Count */

const reports = 'test-results';

/**
 * Runs one step, prints one line, and all of its output when something failed.
 *
 * @param {Step} step
 * @returns {Promise<Count>}
 */
export async function runStep(step) {
  const report = path.join(reports, `${step.name}.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const extra =
    step.counts === 'vitest'
      ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      : [];
  const start = Date.now();
  const { code, output } = await run(
    [...step.command, ...extra],
    step.minutes * 60_000,
    step.live === true,
  );
  const count = judge(step, code, output, report);
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  const failed = count.failed > 0 ? `, ${count.failed} FAILED` : '';
  console.log(`${step.name.padEnd(10)} ${count.passed} passed${failed} (${seconds} s)`);
  if (count.failed > 0) console.log(output.trim(), '\n');
  return count;
}

/** @param {string[]} args @param {number} limit milliseconds @param {boolean} live */
function run(args, limit, live) {
  return new Promise((resolve) => {
    // A group of its own, so that a step that hangs is ended with all it started.
    const group = process.platform !== 'win32';
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    });
    const end = () => {
      try {
        if (child.pid) process.kill(group ? -child.pid : child.pid, 'SIGKILL');
      } catch {
        // It has ended in this moment.
      }
    };
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (live) process.stdout.write(text);
      });
    }
    const timer = setTimeout(() => {
      output += `\nended after ${limit / 60_000} minutes\n`;
      end();
    }, limit);
    const interrupted = () => {
      end();
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    const done = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      process.removeListener('SIGINT', interrupted);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      done(null);
    });
    child.on('close', done);
  });
}

/**
 * @param {Step} step
 * @param {number | null} code
 * @param {string} output
 * @param {string} report
 * @returns {Count}
 */
export function judge(step, code, output, report) {
  if (step.counts === 'check')
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const count = step.counts === 'vitest' ? vitestCount(report) : lastLineCount(output);
  // Whatever its numbers say: a runner that ends with an error, or ran nothing, has failed.
  if (!count) return { passed: 0, failed: 1 };
  const sound = code === 0 && count.passed > 0;
  return sound || count.failed > 0 ? count : { ...count, failed: 1 };
}

/** @param {string} file @returns {Count | undefined} */
function vitestCount(file) {
  try {
    const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(file, 'utf8'));
    // A file that could not be loaded, or a hook that failed, has no failed test of its own.
    return { passed: numPassedTests, failed: Math.max(numFailedTests, success ? 0 : 1) };
  } catch {
    return undefined;
  }
}

/** @param {string} output @returns {Count | undefined} */
function lastLineCount(output) {
  const match = /^(\d+) passed, (\d+) failed$/m.exec(output.trimEnd().split('\n').at(-1) ?? '');
  return match ? { passed: Number(match[1]), failed: Number(match[2]) } : undefined;
}
