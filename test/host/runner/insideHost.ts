// Entry of the tests inside the extension host: VS Code calls `run`.
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { eventFileVariable, grepVariable, type TestEvent } from './testEvents';

/** Milliseconds for a test that sets no limit of its own: the first comparison loads two models. */
const testTimeout = 60_000;

export async function run(): Promise<void> {
  const grep = process.env[grepVariable];
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: testTimeout,
    reporter: 'base',
    ...(grep === undefined || grep === '' ? {} : { grep: new RegExp(grep) }),
  });
  const suites = path.join(__dirname, 'suites');
  for (const file of readdirSync(suites, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(suites, file));
  }
  const count = { passed: 0, failed: 0 };
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner
      .on('test', (test) => {
        report({ event: 'start', title: test.fullTitle() });
      })
      .on('pass', (test) => {
        count.passed += 1;
        report({ event: 'pass', title: test.fullTitle(), milliseconds: test.duration ?? 0 });
      })
      .on('fail', (test, error: unknown) => {
        count.failed += 1;
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        report({ event: 'fail', title: test.fullTitle(), message });
      })
      .on('pending', (test) => {
        report({ event: 'skip', title: test.fullTitle() });
      });
  });
  report({ event: 'end', ...count });
  if (failed > 0) throw new Error(`${String(failed)} tests failed`);
}

function report(event: TestEvent): void {
  const file = process.env[eventFileVariable];
  if (file === undefined) throw new Error(`${eventFileVariable} is not set`);
  // Written at once: the next test may end the process.
  appendFileSync(file, `${JSON.stringify(event)}\n`);
}
