import type { Comparison } from '../../../src/common/comparison';
import { optimumOf, townChain, type MarkovChain } from '../../fixtures/markovChain';
import { seededRandom } from '../../model/support/randomLogits';
import { referenceRow, type ReferenceRow } from '../../model/support/referenceStatistics';
import { referenceComparison } from './predictedComparison';

/** What writes a text of the chain: step by step the base, the tuned model, or (base^(1−λ)·tuned^λ)^a. */
export type Writer =
  'base' | 'tuned' | { readonly lambda: number; readonly inverseTemperature?: number };

/** A text of the chain with the exact statistics of its predictions by base and optimum. */
export interface MarkovText {
  /** States, without the first one. */
  readonly path: readonly number[];
  readonly comparison: Comparison;
}

/** The chain of the tests, long enough for a text. */
export const longChain: MarkovChain = { ...townChain, horizon: 500 };

const optimum = optimumOf(longChain);

/** The optimum's values: what a text brings from each step and state on. */
export const values = optimum.values;

/** A text by a writer; the same for the same seed. */
export function markovText(writer: Writer, seed: number): MarkovText {
  const random = seededRandom(seed);
  const path: number[] = [];
  const references: ReferenceRow[] = [];
  let from = 0;
  for (let step = 0; step < longChain.horizon; step++) {
    const to = draw(weightsOf(writer, predictions(step, from)), random);
    path.push(to);
    references.push(reference(step, from, to));
    from = to;
  }
  const width = longChain.states.length;
  const comparison = referenceComparison(
    references,
    path.map((state) => ({ piece: `${longChain.states[state] ?? ''}\n`, id: state })),
    { topK: width, pair: { vocabularySize: width } },
  );
  return { path, comparison };
}

/** Texts by a writer, from consecutive seeds. */
export function markovTexts(writer: Writer, count: number, firstSeed: number): Comparison[] {
  return Array.from(
    { length: count },
    (_, index) => markovText(writer, firstSeed + index).comparison,
  );
}

interface Predictions {
  readonly base: readonly number[];
  readonly tuned: readonly number[];
}

function predictions(step: number, from: number): Predictions {
  return {
    base: longChain.transitions[from] ?? [],
    tuned: optimum.policy[step]?.[from] ?? [],
  };
}

function weightsOf(writer: Writer, { base, tuned }: Predictions): readonly number[] {
  if (writer === 'base') return base;
  if (writer === 'tuned') return tuned;
  const { lambda, inverseTemperature: a = 1 } = writer;
  return base.map((p, state) => p ** (a * (1 - lambda)) * (tuned[state] ?? 0) ** (a * lambda));
}

/** An index with probability in proportion to its weight. */
function draw(weights: readonly number[], random: () => number): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return index < 0 ? weights.length - 1 : index;
}

const references = new Map<string, ReferenceRow>();

/** The statistics of a step in closed form; many texts take the same one. */
function reference(step: number, from: number, to: number): ReferenceRow {
  const key = `${step} ${from} ${to}`;
  const known = references.get(key);
  if (known !== undefined) return known;
  const { base, tuned } = predictions(step, from);
  const width = longChain.states.length;
  const row = referenceRow(base.map(Math.log), tuned.map(Math.log), to, width, width);
  references.set(key, row);
  return row;
}
