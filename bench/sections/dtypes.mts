import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Comparison } from '../../src/common/comparison';
import { EngineClient } from '../harness/engineClient.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** One pair in the dtypes that people use. */
export interface DtypesResults extends Taken {
  readonly pair: Pick<NamedTask, 'id' | 'name'>;
  readonly tokens: number;
  readonly dtypes: readonly DtypeResults[];
}

export interface DtypeResults {
  readonly name: string;
  /** MiB of the base's weights as a file. */
  readonly file: number;
  /** What the engine finds when it loads the pair, in nats: see ScoredPair. */
  readonly causality: number;
  readonly noiseFloor: number;
  /** Mean over the tokens of |surprisal − surprisal in float32|, base, in nats. */
  readonly surprisalError: number;
  /** Mean divergence of tuned from base, in nats. */
  readonly divergence: number;
  /** Milliseconds a token for both models and the statistics, of each run. */
  readonly costs: readonly number[];
}

/** Folders that bench/subjects/make_dtypes.py writes; the first is what the others are compared with. */
export const dtypeFolders = [
  { folder: 'fp32', name: 'float32' },
  { folder: 'fp16', name: 'float16, computed with too' },
  { folder: 'weights-8-bit', name: '8-bit weights (`MatMulNBits`, blocks of 32)' },
  { folder: 'weights-4-bit', name: '4-bit weights (`MatMulNBits`, blocks of 32)' },
  { folder: 'dynamic-int8', name: 'dynamic int8, the `q8` of transformers.js' },
] as const;

/** Scores the same texts with the same weights in every dtype. */
export async function measureDtypes(
  task: NamedTask,
  folder: string,
  tokens: number,
  runs: number,
  texts: TextMaker,
): Promise<Omit<DtypesResults, keyof Taken>> {
  const dtypes: DtypeResults[] = [];
  let exact: Comparison | undefined;
  for (const { folder: name, name: label } of dtypeFolders) {
    const [base, tuned] = ['base', 'tuned'].map((role) => path.join(folder, name, role));
    if (base === undefined || tuned === undefined) throw new Error('No folders.');
    const engine = new EngineClient();
    const costs: number[] = [];
    let scored: Comparison | undefined;
    try {
      // The first run loads the pair; its text is the one whose numbers are compared.
      for (let run = 0; run <= runs; run++) {
        const text = readFileSync(texts.file(tokens, run), 'utf8');
        const started = performance.now();
        const comparison = await engine.compare({ ...task, base, tuned, dtype: 'fp32' }, text);
        if (run > 0) costs.push((performance.now() - started) / comparison.rowCount);
        scored ??= comparison;
      }
    } finally {
      engine.dispose();
    }
    if (scored === undefined) throw new Error('Nothing was scored.');
    exact ??= scored;
    dtypes.push({
      name: label,
      file: statSync(path.join(base, 'onnx', 'model.onnx')).size / 2 ** 20,
      causality: scored.pair.causality,
      noiseFloor: scored.pair.noiseFloor,
      surprisalError: meanDifference(scored, exact),
      divergence: meanOf(scored.rowCount, (row) => scored.divergence.js[row] ?? NaN),
      costs,
    });
  }
  return { pair: { id: task.id, name: task.name }, tokens: exact?.rowCount ?? 0, dtypes };
}

function meanDifference(one: Comparison, other: Comparison): number {
  const theirs = other.base.surprisal;
  return meanOf(one.rowCount, (row) =>
    Math.abs((one.base.surprisal[row] ?? NaN) - (theirs[row] ?? NaN)),
  );
}

function meanOf(count: number, valueOf: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += valueOf(row);
  return sum / count;
}
