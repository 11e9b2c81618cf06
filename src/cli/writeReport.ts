import { CancelledError } from '../common/errors';
import { batches } from './batches';
import { writeAll, type Console } from './console';
import { fileProblem } from './fileProblem';
import { writeOutput } from './outputFile';

/** Where a report goes and in which form. */
export interface ReportTarget {
  readonly format?: 'json' | 'text' | undefined;
  readonly output?: string | undefined;
}

/** The forms of a report, in parts. */
interface ReportForms {
  json(): Iterable<string>;
  /** @param toFile the report goes to a file, whatever the terminal can show */
  text(toFile: boolean): Iterable<string>;
}

/**
 * Writes a report to the file or the standard output: for reading on a terminal, JSON otherwise, unless
 * a form is asked for.
 *
 * @throws UserFacingError if it cannot be written
 * @throws CancelledError once the signal has aborted
 */
export async function writeReport(
  { format, output }: ReportTarget,
  { stdout }: Console,
  signal: AbortSignal,
  forms: ReportForms,
): Promise<void> {
  const toTerminal = output === undefined && stdout.isTTY === true;
  const chosen = format ?? (toTerminal ? 'text' : 'json');
  const parts = batches(chosen === 'json' ? forms.json() : forms.text(output !== undefined));
  if (output !== undefined) {
    await writeOutput(output, parts, signal);
    return;
  }
  for (const part of parts) {
    try {
      await writeAll(stdout, part);
    } catch (error) {
      throw fileProblem('The standard output', 'written', error);
    }
    if (signal.aborted) throw new CancelledError();
  }
}
