import type { Comparison, Dtype } from '../common/comparison';
import { ComparisonBuilder } from '../common/comparisonBuilder';
import { CancelledError, UserFacingError } from '../common/errors';
import { toNats, type DisplayUnit } from '../common/format';
import type { Log } from '../common/log';
import type { CompareParams, CompareProgress, PairSpec } from '../common/protocol/model';
import type { ReportDocument } from '../common/report/reportDocument';
import { summaryRecord } from '../common/report/summaryRecord';
import { summarize } from '../common/stats/summary';
import { batches } from './batches';
import type { CommandContext } from './commandContext';
import { choosePair, type PairOptions } from './choosePair';
import { writeAll, writeLine, type Console } from './console';
import { exitCodes } from './exitCodes';
import { fileProblem } from './fileProblem';
import { parseGate, type Gate } from './gate';
import { readInput, type InputText } from './inputText';
import { refuseToReplaceInput, writeOutput } from './outputFile';
import { ProgressLine } from './progressLine';
import { render, type ReportFormat } from './render';

/** The options of `compare`, read and checked one by one. */
export interface CompareOptions extends PairOptions {
  readonly contextWindow?: number | undefined;
  readonly stride?: number | undefined;
  readonly topK?: number | undefined;
  readonly threads?: number | undefined;
  /** In bits. */
  readonly threshold: number;
  readonly units: DisplayUnit;
  readonly format?: ReportFormat | undefined;
  readonly output?: string | undefined;
  /** Folder of results that are kept. */
  readonly cache?: string | undefined;
  readonly failIf: readonly string[];
  /** Texts that only the base reads before each file. */
  readonly prefix: readonly string[];
  readonly dtype?: Dtype | undefined;
}

/** Scores texts; PairComparer is one. */
export interface Comparer {
  compare(
    params: CompareParams,
    onProgress: (progress: CompareProgress) => void,
    signal: AbortSignal,
  ): Promise<unknown>;
  dispose(): Promise<void>;
}

/** What `compare` works with. */
export interface CompareContext extends CommandContext {
  /** Starts the engine; called only once everything else is known to be in order. */
  readonly createComparer: (log: Log) => Promise<Comparer>;
}

/**
 * Compares files and writes the report.
 *
 * @returns the exit code
 * @throws UserFacingError, CancelledError
 */
export async function compareCommand(
  paths: readonly string[],
  options: CompareOptions,
  context: CompareContext,
): Promise<number> {
  if (paths.filter((path) => path === '-').length > 1) {
    throw new UserFacingError('usage', 'The standard input (-) can be read only once.');
  }
  const gates = options.failIf.map(parseGate);
  if (options.output !== undefined) await refuseToReplaceInput(options.output, paths);
  const pair = await choosePair(options, context.places);
  const inputs: InputText[] = [];
  for (const path of paths) {
    inputs.push(await readInput(path, context.console.stdin, context.signal, context.log));
  }
  const documents = await score(inputs, pair, options, context);
  if (context.signal.aborted) throw new CancelledError();
  await write(documents, options, context);
  return judge(documents, gates, options, context.console);
}

async function score(
  inputs: readonly InputText[],
  pair: PairSpec,
  options: CompareOptions,
  { console, createComparer, log, signal }: CompareContext,
): Promise<ReportDocument[]> {
  const progress = new ProgressLine(console.stderr, inputs.length);
  const comparer = await createComparer(log);
  const documents: ReportDocument[] = [];
  try {
    for (const [index, { path, text }] of inputs.entries()) {
      const params: CompareParams = {
        runId: index,
        pair,
        text,
        settings: {
          ...(options.contextWindow === undefined ? {} : { contextWindow: options.contextWindow }),
          ...(options.stride === undefined ? {} : { stride: options.stride }),
          ...(options.topK === undefined ? {} : { topK: options.topK }),
        },
        threads: options.threads ?? 0,
      };
      const run = async (what: CompareParams): Promise<Comparison> => {
        const builder = new ComparisonBuilder();
        await comparer.compare(
          what,
          (event) => {
            builder.add(event);
            progress.update(path, index, event);
          },
          signal,
        );
        if (builder.comparison !== undefined) return builder.comparison;
        throw new Error('The run ended before it began to score.');
      };
      const comparison = await run(params);
      const conditions: Comparison[] = [];
      for (const condition of options.prefix) conditions.push(await run({ ...params, condition }));
      documents.push({ path, text, comparison, conditions });
    }
  } finally {
    progress.clear();
    // After a cancellation the process ends at once; waiting for a model to load would keep it.
    if (!signal.aborted) await comparer.dispose();
  }
  return documents;
}

async function write(
  documents: readonly ReportDocument[],
  options: CompareOptions,
  { console, signal }: CompareContext,
): Promise<void> {
  const { stdout } = console;
  const toTerminal = options.output === undefined && stdout.isTTY === true;
  const format = options.format ?? (toTerminal ? 'text' : 'json');
  const parts = render(documents, format, {
    thresholdNats: toNats(options.threshold, 'bits'),
    unit: options.units,
    console,
    toFile: options.output !== undefined,
  });
  noteContextWindow(documents, options.contextWindow, console);
  if (options.output !== undefined) {
    await writeOutput(options.output, batches(parts), signal);
    return;
  }
  for (const batch of batches(parts)) {
    try {
      await writeAll(stdout, batch);
    } catch (error) {
      throw fileProblem('The standard output', 'written', error);
    }
    if (signal.aborted) throw new CancelledError();
  }
}

/** Says once where a run did not use the context window that was asked for. */
function noteContextWindow(
  documents: readonly ReportDocument[],
  asked: number | undefined,
  { stderr }: Console,
): void {
  if (asked === undefined) return;
  const other = documents
    .map(({ comparison }) => comparison.settings.contextWindow)
    .find((used) => used !== asked);
  if (other === undefined) return;
  writeLine(
    stderr,
    `steerscope: the context window is ${other} and not ${asked}: that is what this pair allows.`,
  );
}

/** Says which gates hold for which document. */
function judge(
  documents: readonly ReportDocument[],
  gates: readonly Gate[],
  { threshold }: CompareOptions,
  { stderr }: Console,
): number {
  let held = false;
  for (const { path, comparison } of documents) {
    const summary = summaryRecord(summarize(comparison, toNats(threshold, 'bits')));
    for (const gate of gates) {
      const { expression } = gate;
      const { outcome, values } = gate.judge(summary);
      held ||= outcome === 'holds';
      if (outcome === 'holds') {
        writeLine(stderr, `steerscope: ${path}: ${expression} holds (${values}).`);
      } else if (outcome === 'unknown') {
        writeLine(stderr, `steerscope: ${path}: ${expression} cannot be judged (${values}).`);
      }
    }
  }
  return held ? exitCodes.gateHeld : exitCodes.done;
}
