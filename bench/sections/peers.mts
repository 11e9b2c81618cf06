import { checkAgreement, missingColumns } from '../harness/agreement.mjs';
import { runInTurn } from '../harness/inTurn.mjs';
import { makeGguf } from '../harness/python.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import type { Subject } from '../harness/subjects.mjs';
import { spreadOf } from '../harness/spread.mjs';
import { SubjectProcess, type Measurement } from '../harness/subjectProcess.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Runs of one subject on texts of one length; times in milliseconds, memory in MiB. */
export interface SubjectRuns {
  readonly id: Subject['id'];
  readonly runs: readonly Omit<Measurement, 'means'>[];
}

export interface LengthRuns {
  /** Tokens of the first text. */
  readonly tokens: number;
  readonly subjects: readonly SubjectRuns[];
  /** Who did not run, and why. */
  readonly leftOut: readonly { readonly id: Subject['id']; readonly reason: string }[];
}

export interface PeerResults extends Taken {
  readonly pair: Pick<NamedTask, 'id' | 'name' | 'dtype' | 'contextWindow' | 'stride'>;
  readonly versions: Readonly<Partial<Record<Subject['id'], string>>>;
  /** Columns that the engine computes and a subject does not. */
  readonly missing: Readonly<Partial<Record<Subject['id'], readonly string[]>>>;
  readonly lengths: readonly LengthRuns[];
}

/** A length of text and what may be spent on it. */
export interface Effort {
  readonly tokens: number;
  /** Most runs of each subject. */
  readonly runs: number;
  /** Milliseconds for all runs of all subjects. */
  readonly budget: number;
  /** Milliseconds that one run may be expected to take; slower subjects are left out. */
  readonly longestRun: number;
  /** A subject that takes further rounds with the engine alone, since a goal rests on it. */
  readonly further?: { readonly id: Subject['id']; readonly rounds: number };
}

/** Tokens of the run before the counted ones. */
const warmUp = 40;

/**
 * Runs every subject on texts of growing length.
 *
 * @param onLength called with the results so far after each length
 * @throws Error if subjects disagree: then they did not do the same work
 */
export async function measurePeers(
  task: NamedTask,
  subjects: readonly Subject[],
  efforts: readonly Effort[],
  texts: TextMaker,
  python: string,
  onLength: (results: Omit<PeerResults, keyof Taken>) => void,
): Promise<void> {
  const absent = new Map<Subject['id'], string>();
  const running: { subject: Subject; process: SubjectProcess }[] = [];
  const versions: Partial<Record<Subject['id'], string>> = {};
  const missing: Partial<Record<Subject['id'], string[]>> = {};
  const lengths: LengthRuns[] = [];
  try {
    for (const subject of subjects) {
      const process = await start(subject, task, python);
      if (typeof process === 'string') absent.set(subject.id, process);
      else running.push({ subject, process });
      console.error(typeof process === 'string' ? `${subject.name}: ${process}` : subject.name);
    }
    const perToken = new Map<Subject['id'], number>();
    const request = { textFile: texts.file(warmUp, 0) };
    for (const { subject, process } of running) {
      versions[subject.id] = process.versions;
      await process.run(request);
      const { milliseconds, tokens } = await process.run(request);
      perToken.set(subject.id, milliseconds / tokens);
    }
    for (const effort of efforts) {
      const leftOut = [...absent].map(([id, reason]) => ({ id, reason }));
      const taking = running.filter(({ subject: { id } }) => {
        const expected = (perToken.get(id) ?? 0) * effort.tokens;
        if (expected <= effort.longestRun) return true;
        leftOut.push({ id, reason: `a run would take about ${inWords(expected)}` });
        return false;
      });
      const textOf = (round: number): string => texts.file(effort.tokens, round + 1);
      const results = await runInTurn(
        taking.map(({ process }) => process),
        textOf,
        effort.runs,
        effort.budget,
      );
      const engine = results.get(running[0]?.subject.name ?? '') ?? [];
      const { id: furtherId, rounds = 0 } = effort.further ?? {};
      const further = await runInTurn(
        taking
          .filter(({ subject: { id } }, place) => place === 0 || id === furtherId)
          .map(({ process }) => process),
        (round) => textOf(engine.length + round),
        rounds,
        Infinity,
      );
      for (const [name, runs] of further) results.get(name)?.push(...runs);
      const runs = taking.map(({ subject }): SubjectRuns => {
        const measured = results.get(subject.name) ?? [];
        for (const [round, run] of measured.entries()) {
          const expected = engine[round] ?? run;
          if (subject.contextWindow === undefined) {
            checkAgreement(subject.name, expected, run, subject.tolerance);
          }
          missing[subject.id] = missingColumns(expected, run);
        }
        // Not the slowest, which may be the first of its length, or one that others held up.
        perToken.set(
          subject.id,
          spreadOf(measured.map((run) => run.milliseconds / run.tokens)).median,
        );
        return { id: subject.id, runs: measured.map(withoutMeans) };
      });
      lengths.push({ tokens: engine[0]?.tokens ?? effort.tokens, subjects: runs, leftOut });
      const { id, name, dtype, contextWindow, stride } = task;
      onLength({ pair: { id, name, dtype, contextWindow, stride }, versions, missing, lengths });
    }
  } finally {
    await Promise.all(running.map(({ process }) => process.close()));
  }
}

async function start(
  subject: Subject,
  task: NamedTask,
  python: string,
): Promise<SubjectProcess | string> {
  try {
    if (subject.id === 'llama') makeGguf(python, task);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
  }
  const { contextWindow = task.contextWindow } = subject;
  const stride = subject.contextWindow === undefined ? task.stride : contextWindow / 2;
  return SubjectProcess.start(subject, { ...task, contextWindow, stride });
}

function withoutMeans(measurement: Measurement): Omit<Measurement, 'means'> {
  const { milliseconds, tokens, processorMilliseconds, peakMemory } = measurement;
  return { milliseconds, tokens, processorMilliseconds, peakMemory };
}

function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
