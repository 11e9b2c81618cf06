import { availableParallelism } from 'node:os';
import type { AskedThreads } from '../common/protocol/model';

/** How the two models of a pair share the processor. */
export interface ThreadPlan {
  /** Threads of each model's session; 0 lets the runtime choose. */
  readonly threads: number;
  /** Whether both models run at the same time, and not one after the other. */
  readonly sideBySide: boolean;
}

/**
 * The plan where nothing was measured. Two models side by side lose less to waiting for each other than
 * the threads of one; half of many processors does most of the work, and leaves the editor the others.
 *
 * @param hasModelThreads whether each model runs in a thread of its own; without, they cannot run at the
 *   same time, but have as many threads as they would
 */
export function threadPlan(
  { threads, sideBySide }: AskedThreads,
  hasModelThreads: boolean,
  processors = availableParallelism(),
): ThreadPlan {
  const half = (total: number): number => Math.max(1, Math.floor(total / 2));
  if (!hasModelThreads) {
    return {
      threads: sideBySide === true && threads > 0 ? half(threads) : threads,
      sideBySide: false,
    };
  }
  const total = threads > 0 ? threads : processors > 2 ? Math.ceil(processors / 2) : processors;
  return (sideBySide ?? total > 1)
    ? { threads: half(total), sideBySide: true }
    : { threads: total, sideBySide: false };
}

/** Threads of both models together, as they are asked for; 0 where the runtime chooses. */
export function threadsTogether({ threads, sideBySide }: ThreadPlan): number {
  return sideBySide ? 2 * threads : threads;
}

/** A plan in words, for the log. */
export function planSentence({ threads, sideBySide }: ThreadPlan): string {
  const each =
    threads === 0
      ? 'as many threads as the runtime chooses'
      : `${threads} thread${threads === 1 ? '' : 's'}`;
  return `${sideBySide ? 'both models at the same time' : 'one model after the other'} with ${each} each`;
}
