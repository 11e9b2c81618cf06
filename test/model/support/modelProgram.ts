import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { buildStatisticsKernel } from '../../../scripts/kernel/statisticsKernel.mjs';

/** Inside the repository, where Node finds the native runtime from. */
const folder = path.resolve('out/test/programs');

async function bundle(name: string, source: string): Promise<string> {
  await esbuild.build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir: folder,
    entryPoints: { [name]: source },
    alias: { sharp: './scripts/sharpStub.cjs' },
    external: ['onnxruntime-node', 'onnxruntime-common'],
    logLevel: 'error',
  });
  return path.join(folder, `${name}.js`);
}

/** Bundles the model process and the thread of a model as the build does; gives the program's path. */
export async function buildModelProgram(): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'statistics.wasm'), buildStatisticsKernel());
  await bundle('modelThread', 'src/model/modelThread.ts');
  await buildTokenizerThread();
  return bundle('modelProcess', 'src/model/main.ts');
}

/** Bundles the thread of a tokenizer; gives its path. */
export function buildTokenizerThread(): Promise<string> {
  return bundle('tokenizerThread', 'src/model/tokenizerThread.ts');
}

/** Bundles a program of this folder; gives its path. */
export function bundleTestProgram(name: string): Promise<string> {
  return bundle(name, `test/model/support/${name}.ts`);
}

/** A running model process. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  /** Everything that it wrote to standard error. */
  readonly stderr: () => string;
  /** Resolves with exit code and signal when it has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function startModelProgram(program: string): RunningProgram {
  const child = fork(program, [], { serialization: 'advanced', silent: true, execArgv: [] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    connection.dispose();
    return {
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? (signal as NodeJS.Signals) : null,
    };
  });
  connection.listen();
  return { child, connection, stderr: () => stderr, ended };
}
