/** What a surface offers beside an error message; the host maps each to a command. */
export type ErrorAction =
  | 'showLog'
  | 'restart'
  | 'chooseFolder'
  | 'choosePair'
  | 'openSettings'
  | 'samplingOptions'
  | 'compareSelection'
  | 'compareVisibleRange';

/** Why an operation failed; decides the exit code of the command line. */
export type ErrorKind =
  'usage' | 'unreadable' | 'incomparable' | 'tooLong' | 'processLost' | 'unsupported';

/** A failure in the form that crosses process and webview boundaries. */
export interface ErrorReport {
  readonly kind: ErrorKind | 'internal';
  /** One or more full sentences: what happened, why if known, what to do. */
  readonly message: string;
  readonly actions: readonly ErrorAction[];
}

/** An error whose message is fit to show: it says what happened, why, and what to do. */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';

  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly actions: readonly ErrorAction[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Cancellation is an outcome and not an error to report; it is thrown only to unwind. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('Cancelled');
  }
}

/**
 * The report to show for anything that was thrown. An unexpected error keeps its text out of the
 * sentence (it is for the log) and offers the log.
 */
export function toErrorReport(error: unknown): ErrorReport {
  if (error instanceof UserFacingError) {
    return { kind: error.kind, message: error.message, actions: error.actions };
  }
  return {
    kind: 'internal',
    message:
      'Steerscope failed unexpectedly. Nothing in your document changed. The log has the details.',
    actions: ['showLog'],
  };
}
