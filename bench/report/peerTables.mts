import { describeMachine } from '../harness/machine.mjs';
import { subjects, type Subject } from '../harness/subjects.mjs';
import type { LengthRuns, PeerResults, SubjectRuns } from '../sections/peers.mjs';
import { formatCount, formatSpread, table } from './markdown.mjs';

export const subjectNames = new Map(subjects('python3').map(({ id, name }) => [id, name]));

const nameOf = (id: Subject['id']): string => subjectNames.get(id) ?? id;

const perToken = {
  wall: (run: SubjectRuns['runs'][number]) => run.milliseconds / run.tokens,
  processor: (run: SubjectRuns['runs'][number]) => run.processorMilliseconds / run.tokens,
} as const;

export type Clock = keyof typeof perToken;

/** Milliseconds a token of each run. */
export function costs(subject: SubjectRuns, clock: Clock): number[] {
  return subject.runs.map(perToken[clock]);
}

/** How many times as long as the engine a subject took, run by run; empty if one did not run. */
export function ratios({ subjects: all }: LengthRuns, id: Subject['id'], clock: Clock): number[] {
  const find = (wanted: Subject['id']) => all.find((subject) => subject.id === wanted);
  const engine = find('engine');
  const other = find(id);
  if (engine === undefined || other === undefined) return [];
  const engineCosts = costs(engine, clock);
  return costs(other, clock).map((cost, run) => cost / (engineCosts[run] ?? NaN));
}

/** One table a length, who did not run and why, and with what all was taken. */
export function peerTables(results: PeerResults): string {
  const { pair, machine, threads, command, versions, missing } = results;
  const parts = results.lengths.flatMap((length) => [
    `**${pair.name}, ${pair.dtype}: ${formatCount(length.tokens)} tokens, ${where(length, results)}**`,
    lengthTable(length),
    ...length.leftOut.map(({ id, reason }) => `Not run: ${nameOf(id)}, ${reason}.`),
  ]);
  const without = Object.entries(missing).filter(([, columns]) => columns.length > 0);
  const used = Object.entries(versions).map(
    ([id, text]) => `${nameOf(id as Subject['id'])}: ${text}`,
  );
  return [
    ...parts,
    `Medians (least–most); ratios are formed run by run and above 1 where Steerscope is faster. \`${command}\`. ${describeMachine(machine, threads)} ${used.join('; ')}.`,
    ...without.map(
      ([id, columns]) =>
        `${nameOf(id as Subject['id'])} computes less than Steerscope: it has no ${columns.join(', ')}.`,
    ),
  ].join('\n\n');
}

function where({ tokens }: LengthRuns, { pair }: PeerResults): string {
  return tokens < pair.contextWindow
    ? `within the context window of ${formatCount(pair.contextWindow)}`
    : `longer than the context window of ${formatCount(pair.contextWindow)}, stride ${formatCount(pair.stride)}`;
}

function lengthTable(length: LengthRuns): string {
  const rows = length.subjects.map((subject) => [
    nameOf(subject.id),
    formatSpread(costs(subject, 'wall')),
    formatSpread(ratios(length, subject.id, 'wall'), 2),
    formatSpread(costs(subject, 'processor')),
    formatSpread(ratios(length, subject.id, 'processor'), 2),
    formatSpread([Math.max(...subject.runs.map(({ peakMemory }) => peakMemory))], 0),
    String(subject.runs.length),
  ]);
  const head = ['ms a token', '÷ Steerscope', 'processor ms a token', '÷ Steerscope'];
  return table(['', ...head, 'peak memory, MiB', 'runs'], rows);
}
