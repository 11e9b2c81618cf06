/**
 * Does several things at the same time. Once one fails, the others are aborted; all have ended when
 * this does.
 *
 * @param works are given a signal that also aborts with `signal`
 * @throws what the first of them threw that failed
 */
export async function together<T>(
  signal: AbortSignal,
  works: readonly ((signal: AbortSignal) => Promise<T>)[],
): Promise<T[]> {
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  const outcomes = await Promise.allSettled(
    works.map(async (work) => {
      try {
        return await work(either);
      } catch (error) {
        failing.abort(error);
        throw error;
      }
    }),
  );
  if (failing.signal.aborted) throw failing.signal.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
