import type { Comparison } from '../../../src/common/comparison';
import { optimumOf, townChain, type MarkovChain } from '../../fixtures/markovChain';
import { seededRandom } from '../../model/support/randomLogits';
import { makeComparison, type MadeRow } from './comparisons';

/** What writes a text of the chain: p_λ ∝ base^(1−λ)·tuned^λ, step by step. */
export type Writer = 'base' | 'tuned' | { readonly lambda: number };

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
  const lambda = writer === 'base' ? 0 : writer === 'tuned' ? 1 : writer.lambda;
  const path: number[] = [];
  const rows: MadeRow[] = [];
  let from = 0;
  for (let step = 0; step < longChain.horizon; step++) {
    const b = longChain.transitions[from] ?? [];
    const u = optimum.policy[step]?.[from] ?? [];
    const to = draw(
      b.map((p, state) => p ** (1 - lambda) * (u[state] ?? 0) ** lambda),
      random,
    );
    path.push(to);
    rows.push({ piece: `${longChain.states[to] ?? ''}\n`, id: to, ...rowOf(b, u, to) });
    from = to;
  }
  return { path, comparison: makeComparison(rows) };
}

/** An index with probability in proportion to its weight. */
function draw(weights: readonly number[], random: () => number): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return index < 0 ? weights.length - 1 : index;
}

/** The statistics of a prediction in closed form. */
function rowOf(b: readonly number[], u: readonly number[], to: number): Partial<MadeRow> {
  const d = b.map((p, state) => Math.log((u[state] ?? 0) / p));
  const [baseMean, baseVariance] = momentsOf(b, d);
  const [tunedMean, tunedVariance] = momentsOf(u, d);
  const [baseEntropy, baseVarentropy] = momentsOf(
    b,
    b.map((p) => -Math.log(p)),
  );
  const [tunedEntropy, tunedVarentropy] = momentsOf(
    u,
    u.map((p) => -Math.log(p)),
  );
  return {
    baseSurprisal: -Math.log(b[to] ?? 0),
    tunedSurprisal: -Math.log(u[to] ?? 0),
    baseEntropy,
    baseVarentropy,
    tunedEntropy,
    tunedVarentropy,
    klTunedBase: tunedMean,
    klBaseTuned: -baseMean,
    logRatioVarianceTuned: tunedVariance,
    logRatioVarianceBase: baseVariance,
  };
}

function momentsOf(p: readonly number[], x: readonly number[]): [mean: number, variance: number] {
  const mean = p.reduce((sum, weight, state) => sum + weight * (x[state] ?? 0), 0);
  return [mean, p.reduce((sum, weight, state) => sum + weight * ((x[state] ?? 0) - mean) ** 2, 0)];
}
