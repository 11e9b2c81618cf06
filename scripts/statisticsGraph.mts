import { DoubleArithmetic, SingleArithmetic } from './onnx/arithmetic.mjs';
import { GraphBuilder, type Value } from './onnx/graphBuilder.mjs';
import { StatisticsFormulas, vocabularyColumns } from './onnx/statisticsFormulas.mjs';

/** Largest spread of a token's logits for which float32 keeps every statistic within 1e-5 nats. */
const tameSpread = 128;
/** Stands for ln 0 in float64: its square is finite, and no difference of logits comes near it. */
const minusInfinity = -1e150;
/** Lengthens a float32 row without weight: exp of it is 0, its square finite. */
const weightless = -1e6;

type ModelName = 'base' | 'tuned';

/** One model's logits, float32. */
interface Logits {
  /** [tokens, ids]: the common ids only. */
  readonly common: Value;
  /** The largest of `common`, [tokens, 1]. */
  readonly largest: Value;
  /** What lies beyond the common ids, and one column of −∞, so that it is never empty. */
  readonly rest: Value;
}

/**
 * The graph that turns both models' logits into the statistics of `docs/numerics.md`. Inputs: `base`
 * and `tuned` float32 [tokens, ids], `targets` int64 [tokens], `k` and `width` int64 [1]; k ≤ width ≤
 * ids. Rows whose logits are tame are computed in float32 with float64 sums; a single wild row
 * (−∞, or a spread beyond 128) sends all rows of the run through float64.
 */
export function buildStatisticsGraph(): Uint8Array {
  const graph = new GraphBuilder('statistics');
  const targets = graph.input('targets', 'int64', ['tokens']);
  const k = graph.input('k', 'int64', [1]);
  const width = graph.input('width', 'int64', [1]);
  const base = readLogits(graph, 'base', width);
  const tuned = readLogits(graph, 'tuned', width);
  const columns = graph.choose(
    areTame(graph, [base, tuned]),
    'float64',
    vocabularyColumns,
    () => {
      const arithmetic = new SingleArithmetic(graph);
      const centre = ({ common, largest }: Logits) =>
        arithmetic.padded(graph.op('Sub', [common, largest]), weightless);
      return new StatisticsFormulas(graph, arithmetic).columns(centre(base), centre(tuned));
    },
    () => {
      const arithmetic = new DoubleArithmetic(graph);
      const centre = ({ common, largest }: Logits) =>
        graph.op('Max', [exactDifference(graph, common, largest), graph.number(minusInfinity)]);
      return new StatisticsFormulas(graph, arithmetic).columns(centre(base), centre(tuned));
    },
  );
  const column = graph.op('Unsqueeze', [targets, graph.integers(1)]);
  writeModel(graph, 'base', base, columns.baseLogSum, column, k);
  writeModel(graph, 'tuned', tuned, columns.tunedLogSum, column, k);
  for (const name of vocabularyColumns) {
    if (!name.endsWith('LogSum')) writeColumn(graph, name, columns[name]);
  }
  return graph.build('Statistics of two next-token distributions, in nats');
}

function readLogits(graph: GraphBuilder, name: ModelName, width: Value): Logits {
  const all = graph.input(name, 'float32', ['tokens', `${name}Ids`]);
  const axis = graph.integers(1);
  const end = graph.op('Shape', [all], { start: 1, end: 2 });
  const common = graph.op('Slice', [all, graph.integers(0), width, axis]);
  const tokens = graph.op('Shape', [all], { start: 0, end: 1 });
  const column = graph.op('Concat', [tokens, graph.integers(1)], { axis: 0 });
  const nothing = graph.op('Expand', [graph.single(-Infinity), column]);
  const beyond = graph.op('Slice', [all, width, end, axis]);
  return {
    common,
    largest: largestOf(graph, common),
    rest: graph.op('Concat', [beyond, nothing], { axis: 1 }),
  };
}

/** Whether no row of any model spreads too far for float32; NaN is not tame. */
function areTame(graph: GraphBuilder, models: readonly Logits[]): Value {
  const spreads = models.map(({ common, largest }) =>
    graph.op('Sub', [largest, graph.op('ReduceMin', [common, graph.integers(-1)])]),
  );
  const widest = graph.op('ReduceMax', [graph.op('Max', spreads)], { keepdims: 0 });
  return graph.op('Less', [widest, graph.single(tameSpread)]);
}

/** What a model alone says about each token: surprisal, rank, alternatives, dropped mass. */
function writeModel(
  graph: GraphBuilder,
  name: ModelName,
  { common, largest, rest }: Logits,
  logSum: Value,
  targets: Value,
  k: Value,
): void {
  const surprisal = (logits: Value) =>
    graph.op('Sub', [logSum, exactDifference(graph, logits, largest)]);
  const target = graph.op('GatherElements', [common, targets], { axis: 1 });
  writeColumn(graph, `${name}Surprisal`, surprisal(target));

  // Counts are whole numbers far below 2²⁴, so float32 adds them exactly.
  const larger = graph.cast(graph.op('Greater', [common, target]), 'float32');
  const count = graph.op('ReduceSum', [larger, graph.integers(-1)]);
  const rank = graph.op('Add', [count, graph.single(1)]);
  writeColumn(graph, `${name}Rank`, graph.cast(rank, 'int32'), 'int32');

  const [logits, ids] = graph.op2('TopK', [common, k], { axis: 1 });
  graph.output(`${name}TopIds`, graph.cast(ids, 'int32'), 'int32', ['tokens', 'k']);
  const probabilities = graph.op('Exp', [graph.op('Neg', [surprisal(logits)])]);
  graph.output(`${name}TopProbabilities`, probabilities, 'float64', ['tokens', 'k']);

  // The mass beyond the common ids, relative to the larger of the two largest logits.
  const top = graph.op('Max', [largest, largestOf(graph, rest)]);
  const weights = graph.op('Exp', [exactDifference(graph, rest, top)]);
  const dropped = graph.op('ReduceSum', [weights, graph.integers(-1)]);
  const kept = graph.op('Exp', [graph.op('Add', [exactDifference(graph, largest, top), logSum])]);
  const share = graph.op('Div', [dropped, graph.op('Add', [dropped, kept])]);
  writeColumn(graph, `${name}Dropped`, share);
}

function writeColumn(
  graph: GraphBuilder,
  name: string,
  column: Value,
  type: 'float64' | 'int32' = 'float64',
): void {
  graph.output(name, graph.op('Squeeze', [column, graph.integers(1)]), type, ['tokens']);
}

function largestOf(graph: GraphBuilder, rows: Value): Value {
  return graph.op('ReduceMax', [rows, graph.integers(-1)]);
}

/** a − b of float32 tensors in float64, where no such difference is rounded much. */
function exactDifference(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.op('Sub', [graph.cast(a, 'float64'), graph.cast(b, 'float64')]);
}
