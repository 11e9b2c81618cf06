import { calibrationEdges, storedMixture, storedTemperatures } from '../../src/common/grids';
import { farthestShift, storedEdges, sumsLayout, type SumsName } from '../../src/model/sumsLayout';
import { BlockRows } from './blockRows.mjs';
import type { GraphBuilder, Value } from './graphBuilder.mjs';

/** Largest spread of a token's logits, in nats, at which no row here overflows float32. */
export const tameSpread = 54;

/** Rises from 0 below an edge of probability to 1 above it within a ten-millionth of the edge. */
const steepness = 1e7;

/** One model's rows. */
interface Model {
  /** Logits less the token's largest one. */
  readonly centred: Value;
  /** exp(centred) */
  readonly weights: Value;
  readonly probabilities: Value;
  /** ln Σ weights, float64 [tokens, 1]. */
  readonly logSum: Value;
  /** exp(¼ · centred) and exp(½ · centred). */
  readonly quarter: Value;
  readonly half: Value;
}

/** Of a distribution over the vocabulary: its weights alone, with a quantity, and with its square. */
type Moments = readonly [sum: Value, first: Value, second: Value];

/** A model's weights, these times the log ratios, and times their squares. */
type RatioRows = readonly [weights: Value, first: Value, second: Value];

/**
 * Sums over the vocabulary for tame logits, from float32 rows. An operator takes as long as the
 * memory that it reads and writes, so powers come from few exponentials by multiplication, sums of
 * products from dot products, which write nothing, and a row is used up before the next is written,
 * while it is still in the processor's cache: the runtime runs operators about in the order in which
 * they are written here.
 */
export class TameFormulas {
  private readonly rows: BlockRows;

  constructor(private readonly graph: GraphBuilder) {
    this.rows = new BlockRows(graph);
  }

  /**
   * `sums` as `sumsLayout` says, and `logSums`, float64 [tokens, 2].
   *
   * @param base logits less the token's largest one, float32 [tokens, ids], as `tuned`
   */
  sums(base: Value, tuned: Value): Readonly<Record<'sums' | 'logSums', Value>> {
    const { rows, graph } = this;
    const b = this.model(base);
    const u = this.model(tuned);

    // ln(tuned/base) of every id, and e to its halves.
    const shift = graph.op('Sub', [b.logSum, u.logSum]);
    const ratios = rows.add(rows.subtract(u.centred, b.centred), rows.perToken(shift));
    const quarter = rows.exponential(ratios, 0.25);
    const root = rows.square(quarter);
    const whole = rows.square(root);
    const ofBase = this.ratioRows(b, ratios);
    const ofTuned = this.ratioRows(u, ratios);

    const moments = [
      ...this.powerMoments(b),
      ...this.powerMoments(u),
      ...this.mixtureMoments(ofBase, ofTuned, quarter, root, whole),
      this.ownMoments(ofBase),
      this.ownMoments(ofTuned),
    ];
    const aboveBase = this.above(b);
    const aboveTuned = this.above(u);
    const gaps = graph.op('Abs', [rows.subtract(b.probabilities, u.probabilities)]);
    const lists: Readonly<Record<SumsName, readonly Value[]>> = {
      sums: moments.map(([sum]) => sum),
      first: moments.map(([, first]) => first),
      second: moments.map(([, , second]) => second),
      crossBase: [rows.dot(ofBase[1], b.centred)],
      crossTuned: [rows.dot(ofTuned[1], u.centred)],
      countsBase: aboveBase.counts,
      massesBase: aboveBase.masses,
      countsTuned: aboveTuned.counts,
      massesTuned: aboveTuned.masses,
      middle: [this.middle(b, u, whole)],
      gaps: [rows.sum(gaps)],
    };
    const names = Object.keys(sumsLayout) as SumsName[];
    return {
      sums: rows.totals(names.flatMap((name) => lists[name])),
      logSums: graph.join([b.logSum, u.logSum]),
    };
  }

  private model(logits: Value): Model {
    const { rows, graph } = this;
    const centred = rows.blocks(logits);
    const quarter = rows.exponential(centred, 0.25);
    const half = rows.square(quarter);
    const weights = rows.square(half);
    const sum = rows.totals([rows.sum(weights)]);
    return {
      centred,
      weights,
      probabilities: rows.multiply(weights, rows.perToken(graph.op('Reciprocal', [sum]))),
      logSum: graph.op('Log', [sum]),
      quarter,
      half,
    };
  }

  private ratioRows({ weights }: Model, ratios: Value): RatioRows {
    const first = this.rows.multiply(weights, ratios);
    return [weights, first, this.rows.multiply(first, ratios)];
  }

  /** Of p^a for the stored temperatures and then for a = 1. */
  private powerMoments({ centred, quarter, half, weights }: Model): Moments[] {
    const { rows } = this;
    const square = rows.square(centred);
    const threeQuarters = lazy(() => rows.multiply(half, quarter));
    const powers = new Map([
      [0.25, () => quarter],
      [0.5, () => half],
      [0.75, threeQuarters],
      [1, () => weights],
      [1.5, () => rows.square(threeQuarters())],
      [2, () => rows.square(weights)],
    ]);
    return [...storedTemperatures, 1].map((a): Moments => {
      const row = known(powers, a)();
      return [rows.sum(row), rows.dot(row, centred), rows.dot(row, square)];
    });
  }

  /** From base's weights below λ = 1 and from tuned's above; only their factors are rows. */
  private mixtureMoments(
    ofBase: RatioRows,
    ofTuned: RatioRows,
    quarter: Value,
    root: Value,
    whole: Value,
  ): Moments[] {
    const { rows, graph } = this;
    const inverseRoot = graph.op('Reciprocal', [root]);
    const factors = new Map([
      [-1, () => rows.square(inverseRoot)],
      [-0.5, () => inverseRoot],
      [0.25, () => quarter],
      [0.5, () => root],
      [0.75, () => rows.multiply(root, quarter)],
      [1.5, () => root],
      [2, () => whole],
      [3, () => rows.multiply(rows.scaled(whole, Math.exp(-farthestShift)), whole)],
    ]);
    return storedMixture.map((lambda): Moments => {
      const factor = known(factors, lambda)();
      const [weights, first, second] = lambda < 1 ? ofBase : ofTuned;
      return [rows.dot(factor, weights), rows.dot(factor, first), rows.dot(factor, second)];
    });
  }

  private ownMoments(ofModel: RatioRows): Moments {
    const [weights, first, second] = ofModel;
    return [this.rows.sum(weights), this.rows.sum(first), this.rows.sum(second)];
  }

  /** Of the ids that reach each edge: how many, and their mass. */
  private above({ probabilities }: Model): Readonly<Record<'counts' | 'masses', readonly Value[]>> {
    const { rows, graph } = this;
    const edges = calibrationEdges.slice(1, 1 + storedEdges).map((edge) => {
      const reached = graph.op('HardSigmoid', [probabilities], {
        alpha: { float: steepness / edge },
        beta: { float: -steepness },
      });
      return { count: rows.sum(reached), mass: rows.dot(reached, probabilities) };
    });
    return { counts: edges.map(({ count }) => count), masses: edges.map(({ mass }) => mass) };
  }

  /** Σ (base + tuned) · ln((1 + e^d) / 2): one logarithm an id, exactly 0 where the two agree. */
  private middle(b: Model, u: Model, whole: Value): Value {
    const { rows, graph } = this;
    const half = graph.single(0.5);
    const logs = graph.op('Log', [rows.add(rows.multiply(whole, half), half)]);
    return rows.dot(rows.add(b.probabilities, u.probabilities), logs);
  }
}

function known(values: ReadonlyMap<number, () => Value>, key: number): () => Value {
  const value = values.get(key);
  if (value === undefined) throw new Error(`No weights for ${key}`);
  return value;
}

/** Writes a row where it is first wanted. */
function lazy(write: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= write());
}
