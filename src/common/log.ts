export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Where lines for a developer go. Document text never goes above `trace`. */
export interface Log {
  log(level: LogLevel, message: string): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { log: () => undefined };
