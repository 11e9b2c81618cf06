import { availableParallelism } from 'node:os';

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
 * @param threads that both models may use together; 0 for what suits the machine
 * @param hasModelThreads whether each model runs in a thread of its own
 */
export function threadPlan(
  threads: number,
  hasModelThreads: boolean,
  processors = availableParallelism(),
): ThreadPlan {
  if (!hasModelThreads) return { threads, sideBySide: false };
  const total = threads > 0 ? threads : processors > 2 ? Math.ceil(processors / 2) : processors;
  return total > 1
    ? { threads: Math.floor(total / 2), sideBySide: true }
    : { threads: 1, sideBySide: false };
}

/** A plan in words, for the log. */
export function planSentence({ threads, sideBySide }: ThreadPlan): string {
  const each =
    threads === 0
      ? 'as many threads as the runtime chooses'
      : `${threads} thread${threads === 1 ? '' : 's'}`;
  return `${sideBySide ? 'both models at the same time' : 'one model after the other'} with ${each} each`;
}
