/** The options that decide how sessions of the runtime share the processor. */
export interface ThreadOptions {
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads: 1;
  readonly extra: { readonly session: { readonly intra_op: { readonly allow_spinning: '0' } } };
}

/**
 * Threads wait for work asleep. By default they wait in a busy loop, and here several sessions take
 * turns: the threads of the two that wait would keep the one that works from the processor, and the
 * user's other programs too.
 *
 * @param threads of the session; 0 lets the runtime choose
 */
export function threadOptions(threads: number): ThreadOptions {
  return {
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
