import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { repositoryRoot } from '../../../scripts/vscodeServer/serverFiles.mjs';
import { bundleSuites } from './bundleSuites.mjs';
import { findDesktopVscode } from './desktopVscode.mjs';
import { eventFileVariable, grepVariable, parseEvents, type TestEvent } from './testEvents';
import { consoleFileVariable, timeLimitVariable } from './variables.mjs';
import { judge, type Verdict } from './verdict';

export interface HostRunOptions {
  /** Folder with `*.test.ts` files. */
  readonly suites: string;
  readonly grep: string;
  /** In the desktop VS Code of this machine instead of a served one. */
  readonly desktop: boolean;
  /** Milliseconds after which a run counts as hanging. */
  readonly timeLimit: number;
  readonly onEvent: (event: TestEvent) => void;
  /** Gets VS Code's console when something failed. */
  readonly onConsole: (text: string) => void;
}

/**
 * Runs suites in a real extension host.
 *
 * @throws Error when there is nothing to run or nothing to run it in
 */
export async function runHostTests(options: HostRunOptions): Promise<Verdict> {
  if (!existsSync(path.join(repositoryRoot, 'dist', 'extension.js'))) {
    throw new Error('dist/extension.js is missing: run `npm run build` first.');
  }
  // Inside the checkout, so that the bundled suites find mocha.
  const parent = path.join(repositoryRoot, 'out', 'hostTests');
  mkdirSync(parent, { recursive: true });
  const output = mkdtempSync(path.join(parent, 'run-'));
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'steerscope-host-'));
  const eventFile = path.join(temporary, 'events.jsonl');
  const consoleFile = path.join(temporary, 'console.txt');
  const workspace = path.join(temporary, 'workspace');
  cpSync(path.join(import.meta.dirname, '..', 'workspace'), workspace, { recursive: true });
  const seen = watchEvents(eventFile, options.onEvent);
  try {
    const code = await exitCode({
      vscodeExecutablePath: options.desktop ? desktopProgram() : servedProgram(output),
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: await bundleSuites(options.suites, output),
      launchArgs: [workspace, `--user-data-dir=${path.join(temporary, 'u')}`],
      extensionTestsEnv: {
        [eventFileVariable]: eventFile,
        [grepVariable]: options.grep,
        [consoleFileVariable]: consoleFile,
        [timeLimitVariable]: String(options.timeLimit),
      },
    });
    const verdict = judge(seen.stop(), code);
    if (verdict.failed > 0 && existsSync(consoleFile)) {
      options.onConsole(readFileSync(consoleFile, 'utf8'));
    }
    return verdict;
  } finally {
    seen.stop();
    for (const folder of [output, temporary]) rmSync(folder, { recursive: true, force: true });
  }
}

async function exitCode(options: Parameters<typeof runTests>[0]): Promise<number | undefined> {
  try {
    return await runTests(options);
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code;
    throw error;
  }
}

function desktopProgram(): string {
  const program = findDesktopVscode();
  if (program === undefined)
    throw new Error('No desktop VS Code found: `code` is not in the PATH.');
  return program;
}

/** test-electron wants one executable file; ours is a script that needs tsx. */
function servedProgram(folder: string): string {
  const file = path.join(folder, 'code');
  const script = path.join(import.meta.dirname, 'servedVscode.mts');
  const tsx = import.meta.resolve('tsx');
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${script}" "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Passes each event on as soon as it is in the file. */
function watchEvents(
  file: string,
  onEvent: (event: TestEvent) => void,
): { stop: () => TestEvent[] } {
  let told = 0;
  const read = (): TestEvent[] => {
    const events = existsSync(file) ? parseEvents(readFileSync(file, 'utf8')) : [];
    events.slice(told).forEach(onEvent);
    told = events.length;
    return events;
  };
  const timer = setInterval(read, 200);
  return {
    stop: () => {
      clearInterval(timer);
      return read();
    },
  };
}
