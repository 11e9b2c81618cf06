// The command line: the same engine as in the editor, for batches, gates and machines without display.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { CancelledError, UserFacingError } from '../common/errors';
import type { Log } from '../common/log';
import { engineStamp } from '../model/engineStamp';
import type { PairQueue } from '../model/pairQueue';
import type { WorkerThreads } from '../model/workerThreads';
import { ComparisonCache } from '../storage/comparisonCache';
import { attractorsCommand } from './attractorsCommand';
import { checkpointsCommand } from './checkpointsCommand';
import { CachedComparer } from './cachedComparer';
import { compareCommand } from './compareCommand';
import { writeLine, type Console } from './console';
import { exitCodeOf, exitCodes } from './exitCodes';
import { modelsFolder } from './modelsFolder';
import type { CatalogPlaces } from './pairCatalog';
import { pairsCommand } from './pairsCommand';
import type { PlaceOptions } from './pairOptions';
import { probeCommand } from './probeCommand';
import { createProgram } from './program';
import { sampleCommand } from './sampleCommand';
import type { SamplingContext } from './samplingSession';

const console: Console = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
};

const debugging = process.env['STEERSCOPE_DEBUG'] !== undefined;

const log: Log = {
  log: (level, message) => {
    if (debugging) process.stderr.write(`[${level}] ${message}\n`);
  },
};

/** The version of the package that the program belongs to. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8'),
  );
  const isNamed = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isNamed ? String(manifest.version) : 'unknown';
}

function placesOf({ modelsDirectory, settings }: PlaceOptions): CatalogPlaces {
  return {
    // Programs and media lie side by side, in a checkout as in the packaged extension.
    bundled: path.join(__dirname, '..', 'media', 'models'),
    models: modelsFolder(modelsDirectory, console.env),
    settings: settings ?? process.env['STEERSCOPE_SETTINGS'],
  };
}

/** Aborts when the user or the system wants the program to end; a second Ctrl-C ends it at once. */
function abortOnSignals(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (abort.signal.aborted) endNow(signal);
      abort.abort();
    });
  }
  return abort.signal;
}

/** Ends the program by a signal as one that does not listen to it, whatever its threads are doing. */
function endNow(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Lets a write beyond the user's limit on file sizes fail with a reason instead of ending us. */
function outliveFileLimit(): void {
  process.on('SIGXFSZ', () => undefined);
}

/** Threads of the models once there are any. */
let threads: WorkerThreads | undefined;

/** The engine, which is loaded only by commands that need it. */
async function createQueue(engineLog: Log): Promise<PairQueue> {
  const [{ PairQueue: Queue }, { nodeRuntime }, { WorkerThreads: Threads }] = await Promise.all([
    import('../model/pairQueue'),
    import('../model/nodeRuntime'),
    import('../model/workerThreads'),
  ]);
  threads = new Threads(path.join(__dirname, 'modelThread.js'));
  return new Queue(
    nodeRuntime(
      path.join(__dirname, 'statistics.wasm'),
      threads,
      undefined,
      path.join(__dirname, 'tokenizerThread.js'),
    ),
    engineLog,
  );
}

async function run(): Promise<number> {
  const signal = abortOnSignals();
  outliveFileLimit();
  let exitCode: number = exitCodes.done;
  const samplingContext = (options: PlaceOptions): SamplingContext => ({
    console,
    places: placesOf(options),
    createSampler: async (engineLog) => {
      const [{ PairSampler }, queue] = await Promise.all([
        import('../model/sampling/pairSampler'),
        createQueue(engineLog),
      ]);
      const sampler = new PairSampler(queue);
      return {
        sample: (...request) => sampler.sample(...request),
        dispose: () => queue.dispose(),
      };
    },
    log,
    signal,
  });
  const program = createProgram(
    packageVersion(),
    {
      compare: async (paths, options) => {
        exitCode = await compareCommand(paths, options, {
          console,
          places: placesOf(options),
          createComparer: async (engineLog) => {
            const [{ PairComparer }, queue] = await Promise.all([
              import('../model/pairComparer'),
              createQueue(engineLog),
            ]);
            const comparer = new PairComparer(queue);
            return options.cache === undefined
              ? comparer
              : new CachedComparer(
                  comparer,
                  new ComparisonCache(options.cache, () => Infinity, {
                    log: (level, line) => {
                      if (level === 'warn') writeLine(console.stderr, `steerscope: ${line}`);
                    },
                  }),
                  engineStamp(__dirname),
                );
          },
          log,
          signal,
        });
      },
      sample: async (paths, options) => {
        exitCode = await sampleCommand(paths, options, samplingContext(options));
      },
      attractors: async (paths, options) => {
        exitCode = await attractorsCommand(paths, options, samplingContext(options));
      },
      checkpoints: async (paths, options) => {
        exitCode = await checkpointsCommand(paths, options, samplingContext(options));
      },
      probe: async (probes, options) => {
        exitCode = await probeCommand(probes, options, {
          console,
          places: placesOf(options),
          bundledProbes: path.join(__dirname, '..', 'media', 'probes', 'stories.probes.json'),
          createProber: async (engineLog) => {
            const [{ PairProber }, queue] = await Promise.all([
              import('../model/probing/pairProber'),
              createQueue(engineLog),
            ]);
            const prober = new PairProber(queue);
            return {
              probe: (...request) => prober.probe(...request),
              dispose: () => queue.dispose(),
            };
          },
          log,
          signal,
        });
      },
      pairs: async (options) => {
        const { nodeRuntime } = await import('../model/nodeRuntime');
        const { files } = nodeRuntime(path.join(__dirname, 'statistics.wasm'));
        exitCode = await pairsCommand(options.format, placesOf(options), files, console);
      },
    },
    {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    },
  );
  await program.parseAsync();
  return exitCode;
}

/** Says what ended the program, in one line, and chooses its exit code. */
function report(error: unknown): number {
  if (error instanceof CancelledError) return exitCodes.cancelled;
  if (error instanceof CommanderError) return error.exitCode;
  if (debugging && error instanceof Error) log.log('error', error.stack ?? error.message);
  if (error instanceof UserFacingError) {
    const message = error.message.replace(
      'The log has the details.',
      'STEERSCOPE_DEBUG=1 shows the details.',
    );
    writeLine(process.stderr, `steerscope: ${message}`);
    return exitCodeOf(error.kind);
  }
  const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  writeLine(
    process.stderr,
    `steerscope: it failed unexpectedly: ${reason}. STEERSCOPE_DEBUG=1 shows the details.`,
  );
  return exitCodes.internal;
}

// A reader that stops reading (such as "head") is no error; writes say so to whom they concern.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

void run()
  .catch(report)
  .then(async (exitCode) => {
    await threads?.rest();
    process.exit(exitCode);
  });
