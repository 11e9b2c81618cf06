import type { ElementType, GraphBuilder, Value } from './graphBuilder.mjs';

/** Values that float32 adds up before float64 takes over. */
const blockSize = 128;

/** Operators on rows of one element type; what a row adds up to is always float64 [tokens, 1]. */
export abstract class Arithmetic {
  protected readonly last: Value;

  constructor(
    protected readonly graph: GraphBuilder,
    readonly type: Extract<ElementType, 'float32' | 'float64'>,
  ) {
    this.last = graph.integers(-1);
  }

  abstract number(value: number): Value;

  /** Σ over a row. */
  abstract sum(rows: Value): Value;

  /** A float64 number per row in this arithmetic's type. */
  rounded(column: Value): Value {
    return this.graph.cast(column, this.type);
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
    return this.graph.op('Mul', [a, a]);
  }
}

/**
 * float32 rows whose length is a multiple of the block: blocks are added in float32 and their sums
 * in float64. Added in one go, a flat row of 50,000 numbers loses five of its seven digits.
 */
export class SingleArithmetic extends Arithmetic {
  constructor(graph: GraphBuilder) {
    super(graph, 'float32');
  }

  number(value: number): Value {
    return this.graph.single(value);
  }

  sum(rows: Value): Value {
    const { graph } = this;
    const blocks = graph.op('Reshape', [rows, graph.integers(0, -1, blockSize)]);
    const sums = graph.op('ReduceSum', [blocks, this.last], { keepdims: 0 });
    return graph.op('ReduceSum', [graph.cast(sums, 'float64'), this.last]);
  }

  /** Lengthens rows to whole blocks. */
  padded(rows: Value, fill: number): Value {
    const { graph } = this;
    const length = graph.op('Shape', [rows], { start: 1, end: 2 });
    const over = graph.op('Mod', [graph.op('Neg', [length]), graph.integers(blockSize)]);
    const pads = graph.op('Concat', [graph.integers(0, 0, 0), over], { axis: 0 });
    return graph.op('Pad', [rows, pads, this.number(fill)]);
  }
}

/** float64 rows of any length. */
export class DoubleArithmetic extends Arithmetic {
  constructor(graph: GraphBuilder) {
    super(graph, 'float64');
  }

  number(value: number): Value {
    return this.graph.number(value);
  }

  sum(rows: Value): Value {
    return this.graph.op('ReduceSum', [rows, this.last]);
  }
}
