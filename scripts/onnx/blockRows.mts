import type { GraphBuilder, Value } from './graphBuilder.mjs';

/** Values that float32 adds up before float64 takes over. */
const blockSize = 1024;

/** Lengthens a row without weight: exp of it is 0, its square finite. */
const weightless = -1e6;

/**
 * Operators on float32 rows in blocks, [tokens, blocks, 1, block]. A row's sum is first the sums of
 * its blocks, [tokens, blocks, 1, 1]; those are added in float64. In one go, float32 loses five of
 * seven digits of 50,000 equal numbers.
 */
export class BlockRows {
  constructor(private readonly graph: GraphBuilder) {}

  /** Lengthens rows [tokens, ids] without weight and cuts them into blocks. */
  blocks(rows: Value): Value {
    const { graph } = this;
    const length = graph.op('Shape', [rows], { start: 1, end: 2 });
    const over = graph.op('Mod', [graph.op('Neg', [length]), graph.integers(blockSize)]);
    const pads = graph.op('Concat', [graph.integers(0, 0, 0), over], { axis: 0 });
    const padded = graph.op('Pad', [rows, pads, graph.single(weightless)]);
    return graph.op('Reshape', [padded, graph.integers(0, -1, 1, blockSize)]);
  }

  /** A float64 number a token, [tokens, 1], as a factor or summand of rows. */
  perToken(column: Value): Value {
    const { graph } = this;
    return graph.op('Reshape', [graph.cast(column, 'float32'), graph.integers(0, 1, 1, 1)]);
  }

  add(a: Value, b: Value): Value {
    return this.graph.op('Add', [a, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.graph.op('Sub', [a, b]);
  }

  multiply(a: Value, b: Value): Value {
    return this.graph.op('Mul', [a, b]);
  }

  square(a: Value): Value {
    return this.multiply(a, a);
  }

  scaled(a: Value, factor: number): Value {
    return this.multiply(a, this.graph.single(factor));
  }

  /** exp(factor · a) */
  exponential(a: Value, factor: number): Value {
    return this.graph.op('Exp', [this.scaled(a, factor)]);
  }

  /** Block sums of a row. */
  sum(a: Value): Value {
    return this.graph.op('ReduceSum', [a, this.graph.integers(-1)]);
  }

  /** Block sums of the product of two rows, which is never written. */
  dot(a: Value, b: Value): Value {
    return this.graph.runtimeOp('FusedMatMul', [a, b], { transB: 1 });
  }

  /** Adds up block sums: float64 [tokens, how many]. */
  totals(sums: readonly Value[]): Value {
    const { graph } = this;
    // One after another, so that joining them copies whole tensors.
    const all = graph.cast(graph.op('Concat', sums, { axis: 0 }), 'float64');
    const totals = graph.op('ReduceSum', [all, graph.integers(1)]);
    return graph.op('Transpose', [graph.op('Reshape', [totals, graph.integers(sums.length, -1)])]);
  }
}
