import { CancelledError } from '../common/errors';
import type { DisplayUnit } from '../common/format';
import type { Log } from '../common/log';
import { parseProbeFile } from '../common/probes/probeFile';
import { probeReport, questionsOf, type MeasuredQuestion } from '../common/probes/probeReport';
import type { ProbeParams, ProbeProgress } from '../common/protocol/probing';
import { probesJsonParts } from '../common/report/probesJson';
import { probesText } from '../common/report/probesText';
import type { CommandContext } from './commandContext';
import { choosePair, type PairOptions } from './choosePair';
import { exitCodes } from './exitCodes';
import { readInput } from './inputText';
import { refuseToReplaceInput } from './outputFile';
import { styleOf, widthOf } from './terminal';
import { loadingText, TerminalLine } from './terminalLine';
import { writeReport } from './writeReport';

/** The options of `probe`. */
export interface ProbeOptions extends PairOptions {
  readonly chat?: boolean | undefined;
  readonly contextWindow?: number | undefined;
  readonly threads?: number | undefined;
  readonly sideBySide?: boolean | undefined;
  readonly units: DisplayUnit;
  readonly format?: 'json' | 'text' | undefined;
  readonly output?: string | undefined;
}

/** Asks both models; PairProber is one. */
export interface Prober {
  probe(
    params: ProbeParams,
    onProgress: (progress: ProbeProgress) => void,
    signal: AbortSignal,
  ): Promise<unknown>;
}

/** What `probe` works with. */
export interface ProbeContext extends CommandContext {
  /** The file of probes that is asked where none is named. */
  readonly bundledProbes: string;
  /** Starts the engine; called only once everything else is known to be in order. */
  readonly createProber: (log: Log) => Promise<Prober & { dispose(): Promise<void> }>;
}

/**
 * Asks probes and reports the answers.
 *
 * @returns the exit code
 * @throws UserFacingError, CancelledError
 */
export async function probeCommand(
  path: string | undefined,
  options: ProbeOptions,
  { console, places, bundledProbes, createProber, log, signal }: ProbeContext,
): Promise<number> {
  const named = path ?? bundledProbes;
  if (options.output !== undefined) await refuseToReplaceInput(options.output, [named]);
  const { text } = await readInput(named, console.stdin, signal, log);
  const file = parseProbeFile(text, named === '-' ? 'The standard input' : named);
  const questions = questionsOf(file);
  const pair = await choosePair(options, places);
  const { contextWindow, chat = false } = options;
  const line = new TerminalLine(console.stderr);
  const prober = await createProber(log);
  const measured: MeasuredQuestion[] = [];
  let head: (ProbeProgress & { kind: 'started' }) | undefined;
  try {
    await prober.probe(
      {
        runId: 0,
        pair,
        threads: options.threads ?? 0,
        sideBySide: options.sideBySide,
        prompts: questions.map((question) => ({
          text: question.text,
          answers: question.answers.map(({ texts }) => texts),
        })),
        chat,
        ...(contextWindow === undefined ? {} : { contextWindow }),
      },
      (event) => {
        if (event.kind === 'loading') line.draw(loadingText(event), true);
        else if (event.kind === 'started') head = event;
        else {
          measured.push(event);
          line.draw(`Asking: ${measured.length} of ${questions.length} questions`, false);
        }
      },
      signal,
    );
  } finally {
    line.clear();
    // After a cancellation the process ends at once; waiting for a model to load would keep it.
    if (!signal.aborted) await prober.dispose();
  }
  if (signal.aborted) throw new CancelledError();
  if (head === undefined) throw new Error('The run ended before it began.');
  const report = probeReport(file, measured, { ...head, chat });
  await writeReport(options, console, signal, {
    json: () => probesJsonParts(report),
    text: (toFile) => [
      probesText(report, {
        unit: options.units,
        style: toFile ? { ...styleOf(console), colour: 'none' } : styleOf(console),
        width: toFile ? 80 : widthOf(console),
      }),
    ],
  });
  return exitCodes.done;
}
