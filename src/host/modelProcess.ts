import { fork, type ChildProcess } from 'node:child_process';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { CancelledError } from '../common/errors';
import type { Log } from '../common/log';
import { modelMethods, type LogMessage, type ProgressMessage } from '../common/protocol/model';
import type { ProcessEnd } from './processEnd';

/** The running process as one request sees it. */
export interface ModelConnection {
  readonly rpc: MessageConnection;
  /** Who follows which run, by its id: a connection has one listener for each kind of message. */
  readonly followers: Map<number, (progress: unknown) => void>;
  readonly processId: number;
  /** Resolves when the process has ended, whoever wanted that. */
  readonly ended: Promise<ProcessEnd>;
  /** Whether the process was told to end, so that its end is no failure. */
  endExpected(): boolean;
  /** Whether the process was killed to be rid of one request, so that the others may be made again. */
  wasKilled(): boolean;
  /** Ends the process at once, whatever it does. */
  kill(): void;
}

export interface ModelProcessOptions {
  /** Absolute path of the process's program. */
  readonly program: string;
  readonly arguments?: readonly string[];
  readonly log: Log;
  /** Milliseconds without work after which the process ends; 0 never. Read when it becomes idle. */
  readonly idleMilliseconds: () => number;
  /** Milliseconds to wait before the next start after `failures` unexpected ends in a row. */
  readonly backOff?: (failures: number) => number;
}

interface Running extends ModelConnection {
  readonly child: ChildProcess;
  /** Set before the process is told to end, so that its end is not taken for a crash. */
  expected: boolean;
  killed: boolean;
}

/**
 * Little room for garbage in each of the process's three engines, in MiB. What scoring makes is dropped at once:
 * by default 32 MiB of it would lie about in the main thread's space for new objects, and several times the
 * live ones in its space for old ones. That is first collected at a size that the machine's memory decides, and
 * then at four times what was left, but at less than twice where the space has a limit below 2 GiB.
 */
const engineArguments = [
  '--max-semi-space-size=2',
  '--initial-old-space-size=16',
  '--max-old-space-size=1536',
];

/**
 * Two heaps for all threads, where the C library is glibc. By default each thread has its own, and what it
 * frees there no other one can use; the runtime's threads and the engines' own are a dozen.
 */
const allocatorEnvironment = { MALLOC_ARENA_MAX: '2' };

const stderrKept = 4_000;
/** How long a process that was asked to end may take, in milliseconds. */
const exitGrace = 1_000;

/** First retry at once, then after 1, 2, 4 … at most 30 seconds. */
function defaultBackOff(failures: number): number {
  return failures < 2 ? 0 : Math.min(30_000, 1_000 * 2 ** (failures - 2));
}

/**
 * Owns the model process: started by the first request, ended when idle or disposed, started again
 * by the next request after it died.
 */
export class ModelProcess {
  private running: Running | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private users = 0;
  private failures = 0;
  private lastFailure = 0;
  private disposed = false;
  /** Ends the waits before the next start. */
  private readonly waiting = new Set<() => void>();

  constructor(private readonly options: ModelProcessOptions) {}

  /** Id of the process while there is one. */
  get processId(): number | undefined {
    return this.running?.processId;
  }

  /**
   * Runs `work` with a connection to the process, which is started if need be and kept from idling
   * until `work` has settled. Rejects with what `work` rejects with, and with `CancelledError` when
   * `cancelled` comes before the process was started.
   */
  async use<T>(
    work: (connection: ModelConnection) => Promise<T>,
    cancelled?: AbortSignal,
  ): Promise<T> {
    this.users++;
    clearTimeout(this.idleTimer);
    try {
      const result = await work(await this.connect(cancelled));
      this.failures = 0;
      return result;
    } finally {
      this.users--;
      this.becomeIdle();
    }
  }

  /** Ends the process and forgets earlier failures; the next request starts a new one. */
  restart(): void {
    this.failures = 0;
    this.endWaits();
    this.end();
  }

  dispose(): void {
    this.disposed = true;
    this.endWaits();
    this.end();
  }

  private async connect(cancelled: AbortSignal | undefined): Promise<ModelConnection> {
    if (this.running === undefined) {
      const wait = (this.options.backOff ?? defaultBackOff)(this.failures);
      const remaining = this.lastFailure + wait - Date.now();
      if (wait > 0 && remaining > 0) {
        this.options.log.log('info', `The model process starts again in ${remaining} ms.`);
        await this.pause(remaining, cancelled);
      }
    }
    if (cancelled?.aborted === true) throw new CancelledError();
    if (this.disposed) throw new Error('The model process was disposed.');
    return (this.running ??= this.start());
  }

  /** Waits, but no longer than until the process is restarted or disposed or nobody wants it. */
  private async pause(milliseconds: number, cancelled: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        cancelled?.removeEventListener('abort', end);
        this.waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      cancelled?.addEventListener('abort', end);
      this.waiting.add(end);
      if (cancelled?.aborted === true) end();
    });
  }

  private endWaits(): void {
    for (const end of [...this.waiting]) end();
  }

  private start(): Running {
    const { program, log } = this.options;
    const child = fork(program, this.options.arguments, {
      execPath: process.execPath,
      // The extension host's own arguments, such as an inspector port, are not for its child.
      execArgv: engineArguments,
      env: { ...allocatorEnvironment, ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-stderrKept);
      log.log('debug', `model process: ${text.trimEnd()}`);
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      log.log('debug', `model process: ${text.trimEnd()}`);
    });
    const rpc = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    rpc.onNotification(modelMethods.log, (line: LogMessage) => {
      log.log(line.level, `model process: ${line.message}`);
    });
    const followers: Running['followers'] = new Map();
    rpc.onNotification(modelMethods.progress, ({ runId, progress }: ProgressMessage<unknown>) => {
      followers.get(runId)?.(progress);
    });
    // A write to a process that has just died; its end is reported through `ended`.
    rpc.onError(([error]) => {
      log.log('debug', `connection to the model process: ${error.message}`);
    });
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.on('error', (error) => {
        // Nothing can be asked of a process whose channel failed; it must not stay behind.
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        resolve({ code: null, signal: null, stderr: `${stderr}\n${error.message}` });
      });
      // `close` comes after `exit` and after the last of stderr, which says why.
      child.once('close', (code, signal) => {
        resolve({ code, signal, stderr });
      });
    });
    const running: Running = {
      child,
      rpc,
      followers,
      processId: child.pid ?? -1,
      ended,
      expected: false,
      killed: false,
      endExpected: () => running.expected,
      wasKilled: () => running.killed,
      kill: () => {
        running.expected = true;
        running.killed = true;
        if (this.running === running) this.running = undefined;
        child.kill('SIGKILL');
      },
    };
    void ended.then((end) => {
      this.forget(running, end);
    });
    rpc.listen();
    log.log('info', `The model process started (process ${running.processId}).`);
    return running;
  }

  private forget(running: Running, end: ProcessEnd): void {
    // Pending requests hang for ever unless the connection rejects them.
    running.rpc.dispose();
    if (this.running === running) this.running = undefined;
    const how = end.signal ?? `exit code ${end.code ?? 'unknown'}`;
    if (running.expected) {
      this.options.log.log('info', `The model process ended (${how}).`);
      return;
    }
    this.failures++;
    this.lastFailure = Date.now();
    this.options.log.log('error', `The model process ended unexpectedly (${how}). ${end.stderr}`);
  }

  private becomeIdle(): void {
    clearTimeout(this.idleTimer);
    const wait = this.options.idleMilliseconds();
    if (this.users > 0 || wait <= 0 || this.running === undefined) return;
    this.idleTimer = setTimeout(() => {
      this.options.log.log('info', 'The model process is idle.');
      this.end();
    }, wait);
    this.idleTimer.unref();
  }

  private end(): void {
    clearTimeout(this.idleTimer);
    const { running } = this;
    if (running === undefined) return;
    this.running = undefined;
    running.expected = true;
    running.rpc.sendNotification(modelMethods.exit).catch(() => {
      running.child.kill('SIGKILL');
    });
    const timer = setTimeout(() => running.child.kill('SIGKILL'), exitGrace);
    void running.ended.then(() => {
      clearTimeout(timer);
    });
  }
}
