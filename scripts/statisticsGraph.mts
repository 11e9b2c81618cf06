import { sumsCount } from '../src/model/sumsLayout';
import { GraphBuilder, type Value } from './onnx/graphBuilder.mjs';
import { tameSpread, TameFormulas } from './onnx/tameFormulas.mjs';
import { minusInfinity, WildFormulas } from './onnx/wildFormulas.mjs';

/** One model's logits, float32. */
interface Logits {
  /** [tokens, ids] */
  readonly all: Value;
  /** The largest of each token, [tokens, 1]. */
  readonly largest: Value;
}

/**
 * The graph that runs over the vocabulary for the statistics of `docs/numerics.md`. Inputs: `base` and
 * `tuned` float32 [tokens, ids], `targets` int64 [tokens], `k` int64 [1], k ≤ ids. Outputs, M being
 * `base` and `tuned`:
 *
 * - `tame`, bool: whether all rows' logits spread little enough for float32. A single wild row (−∞, or
 *   a spread beyond the limit) sends all rows of the run through float64.
 * - `sums`, float64 [tokens, numbers]: see `src/model/sumsLayout.ts`.
 * - `logSums`, float64 [tokens, 2]: ln Σ exp(logit − largest logit) under base and under tuned.
 * - `MTopLogits` float32 and `MTopIds` int32 [tokens, k]: largest first, smaller ids first among equals.
 * - `MLarger`, int32 [tokens, 1]: how many logits are strictly larger than the target's.
 */
export function buildStatisticsGraph(): Uint8Array {
  const graph = new GraphBuilder('statistics');
  const targets = graph.input('targets', 'int64', ['tokens']);
  const k = graph.input('k', 'int64', [1]);
  const column = graph.op('Unsqueeze', [targets, graph.integers(1)]);
  const base = readLogits(graph, 'base', column, k);
  const tuned = readLogits(graph, 'tuned', column, k);
  const tame = areTame(graph, [base, tuned]);
  graph.output('tame', tame, 'bool', []);
  const { sums, logSums } = vocabularySums(graph, tame, base, tuned);
  graph.output('sums', sums, 'float64', ['tokens', sumsCount]);
  graph.output('logSums', logSums, 'float64', ['tokens', 2]);
  return graph.build('What the statistics of two next-token distributions need of the vocabulary');
}

/** Reads a model's logits and writes what does not depend on the other model. */
function readLogits(graph: GraphBuilder, name: 'base' | 'tuned', targets: Value, k: Value): Logits {
  const all = graph.input(name, 'float32', ['tokens', 'ids']);
  const [top, ids] = graph.op2('TopK', [all, k], { axis: 1 });
  graph.output(`${name}TopLogits`, top, 'float32', ['tokens', 'k']);
  graph.output(`${name}TopIds`, graph.cast(ids, 'int32'), 'int32', ['tokens', 'k']);
  const target = graph.op('GatherElements', [all, targets], { axis: 1 });
  // Counts are whole numbers far below 2²⁴, so float32 adds them exactly.
  const larger = graph.cast(graph.op('Greater', [all, target]), 'float32');
  const count = graph.op('ReduceSum', [larger, graph.integers(-1)]);
  graph.output(`${name}Larger`, graph.cast(count, 'int32'), 'int32', ['tokens', 1]);
  const first = [0, 1, 1].map((number) => graph.integers(number));
  return { all, largest: graph.op('Slice', [top, ...first]) };
}

function vocabularySums(
  graph: GraphBuilder,
  tame: Value,
  base: Logits,
  tuned: Logits,
): Readonly<Record<'sums' | 'logSums', Value>> {
  return graph.choose(
    tame,
    'float64',
    ['sums', 'logSums'],
    () => {
      const centred = ({ all, largest }: Logits) => graph.op('Sub', [all, largest]);
      return new TameFormulas(graph).sums(centred(base), centred(tuned));
    },
    () => {
      // In float64 no difference of float32 logits is rounded much.
      const exact = (value: Value) => graph.cast(value, 'float64');
      const centred = ({ all, largest }: Logits) =>
        graph.op('Max', [
          graph.op('Sub', [exact(all), exact(largest)]),
          graph.number(minusInfinity),
        ]);
      return new WildFormulas(graph).sums(centred(base), centred(tuned));
    },
  );
}

/** Whether no row of any model spreads too far for float32; NaN is not tame. */
function areTame(graph: GraphBuilder, models: readonly Logits[]): Value {
  const spreads = models.map(({ all, largest }) =>
    graph.op('Sub', [largest, graph.op('ReduceMin', [all, graph.integers(-1)])]),
  );
  const widest = graph.op('ReduceMax', [graph.op('Max', spreads)], { keepdims: 0 });
  return graph.op('Less', [widest, graph.single(tameSpread)]);
}
