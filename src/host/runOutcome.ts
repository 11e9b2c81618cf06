import { CancelledError, toErrorReport, UserFacingError, type ErrorReport } from '../common/errors';
import type { Log } from '../common/log';
import { ReportedError } from './modelClient';

/** How a run that a command started came to its end. */
export type RunOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorReport };

/**
 * What an error means for a run; the unexpected is logged.
 *
 * @param what for the log, as in "Comparing"
 * @param isCancelled whether the run was cancelled, which is then all that matters
 */
export function outcomeOfError(
  error: unknown,
  isCancelled: boolean,
  what: string,
  log: Log,
): RunOutcome {
  if (error instanceof CancelledError || isCancelled) return { kind: 'cancelled' };
  if (error instanceof ReportedError) return { kind: 'failed', error: error.report };
  if (!(error instanceof UserFacingError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.log('error', `${what} failed unexpectedly: ${detail}`);
  }
  return { kind: 'failed', error: toErrorReport(error) };
}
