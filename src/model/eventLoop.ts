import { setImmediate } from 'node:timers/promises';
import { CancelledError } from '../common/errors';
import type { Steps } from '../common/steps';

/**
 * Lets messages in, then unwinds if one of them cancelled. The runtime blocks the thread while a model
 * runs; a message takes a few turns from the channel to the handler of its method.
 */
export async function checkpoint(signal: AbortSignal): Promise<void> {
  for (let turn = 0; turn < 4 && !signal.aborted; turn++) await setImmediate();
  if (signal.aborted) throw new CancelledError();
}

/**
 * The result of work that lets messages in before each of its steps.
 *
 * @throws CancelledError before a step once the signal has aborted
 */
export async function cancellable<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    await checkpoint(signal);
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The promise's outcome, or CancelledError as soon as the signal aborts. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Nobody waits for it any more, and its failure must not end the process.
    promise.catch(() => undefined);
    return Promise.reject(new CancelledError());
  }
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(new CancelledError());
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
