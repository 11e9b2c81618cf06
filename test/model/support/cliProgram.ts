import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { buildStatisticsKernel } from '../../../scripts/kernel/statisticsKernel.mjs';

/**
 * Bundles the command line as the build does, in a folder of its own that is laid out like a checkout
 * and lies inside the repository, where Node finds the native runtime from; gives the program's path.
 */
export async function buildCommandLine(name: string): Promise<string> {
  const folder = path.resolve('out/test', name);
  const dist = path.join(folder, 'dist');
  mkdirSync(dist, { recursive: true });
  cpSync('package.json', path.join(folder, 'package.json'));
  if (!existsSync(path.join(folder, 'media'))) {
    symlinkSync(path.resolve('media'), path.join(folder, 'media'), 'junction');
  }
  writeFileSync(path.join(dist, 'statistics.wasm'), buildStatisticsKernel());
  await esbuild.build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir: dist,
    entryPoints: {
      cli: 'src/cli/main.ts',
      modelThread: 'src/model/modelThread.ts',
      tokenizerThread: 'src/model/tokenizerThread.ts',
    },
    alias: { sharp: './scripts/sharpStub.cjs' },
    external: ['onnxruntime-node', 'onnxruntime-common'],
    logLevel: 'error',
  });
  return path.join(dist, 'cli.js');
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to the standard input, which is closed after it. */
  readonly input?: string | Buffer;
  /** Shell commands that come before the program, such as limits. */
  readonly before?: string;
  /** Ends the input only when the test does. */
  readonly keepInput?: boolean;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Resolves when standard error has the text. */
  readonly said: (text: string) => Promise<void>;
}

/** Starts the command line with a bare environment. */
export function start(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): RunningCommand {
  const node = [process.execPath, program, ...args];
  const [file, fileArgs] =
    options.before === undefined
      ? [node[0] ?? '', node.slice(1)]
      : ['/bin/sh', ['-c', `${options.before} && exec "$@"`, 'sh', ...node]];
  const child = spawn(file, fileArgs, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: options.cwd, ...options.env },
    stdio: 'pipe',
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  // The program may end without reading its input.
  child.stdin.on('error', () => undefined);
  if (options.keepInput !== true) child.stdin.end(options.input ?? '');
  const outcome = once(child, 'close').then(([code]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    ...output,
  }));
  const said = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (output.stderr.includes(text)) resolve();
      };
      listeners.add(look);
      look();
    });
  return { child, outcome, said };
}
