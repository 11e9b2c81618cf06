import { runInTurn } from '../harness/inTurn.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import { samplingWork } from '../harness/samplingWork.mjs';
import { SubjectProcess, type SubjectSpec } from '../harness/subjectProcess.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Writing by both models, by the engine and with transformers.js, run by run. */
export interface SamplingResults extends Taken {
  readonly count: number;
  readonly length: number;
  readonly pairs: readonly SamplingRuns[];
}

export interface SamplingRuns {
  readonly pair: Pick<NamedTask, 'id' | 'name'>;
  /** Milliseconds of a run, prompt included: the engine writes and scores. */
  readonly engine: readonly number[];
  /** `generate`, which writes and scores nothing. */
  readonly generate: readonly number[];
  /** `generate`, then a forward pass of both models and statistics in JavaScript. */
  readonly scored: readonly number[];
}

const node = [process.execPath, '--import', 'tsx'] as const;
const engine: SubjectSpec = {
  name: 'Steerscope',
  command: [...node, 'bench/subjects/engineSampling.mts'],
};
const generate: SubjectSpec = {
  name: 'transformers.js generate',
  command: [...node, 'bench/subjects/plainGenerate.mts'],
};
const scored: SubjectSpec = {
  name: 'transformers.js generate and forward',
  command: [...node, 'bench/subjects/plainScored.mts'],
};

/** Milliseconds that the rounds of one pair may take together. */
const budget = 240_000;

export async function measureSampling(
  task: NamedTask,
  runs: number,
  texts: TextMaker,
): Promise<SamplingRuns> {
  const subjects: SubjectProcess[] = [];
  try {
    for (const spec of [engine, generate, scored]) subjects.push(await started(spec, task));
    const textOf = (round: number): string => texts.file(samplingWork.promptTokens, round);
    const taken = await runInTurn(subjects, textOf, runs, budget);
    const milliseconds = ({ name }: SubjectSpec): number[] =>
      (taken.get(name) ?? []).map((run) => run.milliseconds);
    const written = new Set([...taken.values()].flat().map(({ tokens }) => tokens));
    if (written.size > 1) throw new Error('The subjects did not write equally many tokens.');
    const { id, name } = task;
    return {
      pair: { id, name },
      engine: milliseconds(engine),
      generate: milliseconds(generate),
      scored: milliseconds(scored),
    };
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

async function started(spec: SubjectSpec, task: NamedTask): Promise<SubjectProcess> {
  const subject = await SubjectProcess.start(spec, task);
  if (typeof subject === 'string') throw new Error(`${spec.name} cannot run: ${subject}`);
  return subject;
}
