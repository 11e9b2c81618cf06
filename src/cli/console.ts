import type { Readable } from 'node:stream';

/** Where the command line reads from and writes to; the program's own streams outside of tests. */
export interface Console {
  readonly env: Readonly<Partial<Record<string, string>>>;
  readonly stdin: Readable;
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
}

/** A stream that may be a terminal. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  /** Cells of a line, where it is a terminal. */
  readonly columns?: number | undefined;
  write(text: string, done?: (error?: Error | null) => void): boolean;
}

/** Writes all of a text and waits until the system has it; a reader that left early is no error. */
export function writeAll(stream: TerminalStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === undefined || error === null || ('code' in error && error.code === 'EPIPE')) {
        resolve();
      } else reject(error);
    });
  });
}

/** Writes one line for people, in which nothing can steer the terminal. */
export function writeLine(stream: TerminalStream, line: string): void {
  stream.write(`${line.replace(/\s*[\r\n]+\s*/g, ' ').replace(/\p{Cc}/gu, '\ufffd')}\n`);
}
