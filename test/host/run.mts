// Runs the host suite: `npm run test:host [-- --grep REGEXP] [--desktop] [--suites FOLDER] [--verbose]`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runHostTests } from './runner/runHostTests.mjs';

const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: path.join(import.meta.dirname, 'suites') },
    grep: { type: 'string', default: '' },
    desktop: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    // Five minutes on two processors that do nothing else; a busy machine takes twice as long.
    'time-limit': { type: 'string', default: '720' },
  },
});
// test-electron reports its own steps there; they say nothing about the tests.
const say = console.log.bind(console);
if (!values.verbose) console.log = () => undefined;

/** Lines of VS Code's own that a run without compiled helpers always has. */
const noise = /spdlog|native-watchdog|bindings file|build\/Release\/watchdog/;

const lines = (text: string): string[] => text.split('\n').filter((line) => !noise.test(line));

let verdict = { passed: 0, failed: 1 };
try {
  const { problem, ...counts } = await runHostTests({
    suites: path.resolve(values.suites),
    grep: values.grep,
    desktop: values.desktop,
    timeLimit: Number(values['time-limit']) * 1000,
    onEvent: (event) => {
      if (event.event === 'pass') say(`✓ ${event.title} (${String(event.milliseconds)} ms)`);
      if (event.event === 'skip') say(`- ${event.title} (skipped)`);
      if (event.event === 'fail') say(`✗ ${event.title}\n${event.message}\n`);
    },
    onConsole: (text) => {
      say(`VS Code's console, last lines:\n${lines(text).slice(-60).join('\n')}`);
    },
  });
  if (problem !== undefined) say(`✗ ${problem}`);
  verdict = counts;
} catch (error) {
  say(`✗ ${error instanceof Error ? error.message : String(error)}`);
}
say(`${String(verdict.passed)} passed, ${String(verdict.failed)} failed`);
process.exit(verdict.failed > 0 ? 1 : 0);
