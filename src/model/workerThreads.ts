import { Worker } from 'node:worker_threads';
import type { ThreadReply } from './threadMessages';
import type { ModelThread } from './threadedLm';

/** Starts threads for models and knows whether they are at work. */
export class WorkerThreads {
  /** Calls that no thread has answered yet. */
  private pending = 0;
  /** Ends the waits for there to be none. */
  private readonly waiting: (() => void)[] = [];
  private resting = false;
  private lost = false;

  /** @param program path of the bundled modelThread */
  constructor(private readonly program: string) {}

  /** Whether threads can hold models here: none has ended by itself so far. */
  get usable(): boolean {
    return !this.lost;
  }

  start(): ModelThread {
    const worker = new Worker(this.program);
    const end = { wanted: false, cause: '' };
    worker.on('error', (error: unknown) => {
      end.cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    let own = 0;
    const answered = (count: number): void => {
      own -= count;
      this.pending -= count;
      if (this.pending === 0) for (const resolve of this.waiting.splice(0)) resolve();
    };
    return {
      send: (message) => {
        if (this.resting) return;
        if ('call' in message) {
          own++;
          this.pending++;
        }
        worker.postMessage(message);
      },
      onMessage: (listener) => {
        worker.on('message', (reply: ThreadReply) => {
          answered(1);
          listener(reply);
        });
      },
      onEnd: (listener) => {
        worker.on('exit', (code) => {
          answered(own);
          if (!end.wanted) this.lost = true;
          listener(`The thread of a model ended with code ${code}. ${end.cause}`.trimEnd());
        });
      },
      end: async () => {
        end.wanted = true;
        await worker.terminate();
      },
    };
  }

  /**
   * Gives the threads nothing more to do and waits until they have done what they are at. A process
   * that exited in the middle of it would be aborted by the runtime's native code.
   */
  async rest(): Promise<void> {
    this.resting = true;
    if (this.pending === 0) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
