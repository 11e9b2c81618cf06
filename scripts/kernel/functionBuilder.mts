import binaryen from 'binaryen';
import { bytesPerFloat, kernelMemory, laneBytes } from '../../src/model/statistics/kernelMemory';

type ExpressionRef = binaryen.ExpressionRef;

/** `v128` is four float32 side by side. */
export type Kind = 'i32' | 'f32' | 'v128';

export const kindTypes: Readonly<Record<Kind, binaryen.Type>> = {
  i32: binaryen.i32,
  f32: binaryen.f32,
  v128: binaryen.v128,
};

/** A value in a local of the function that is being written. */
export interface Value {
  readonly kind: Kind;
  readonly local: number;
}

/** What a module's one memory is called in it. */
export const memoryName = 'memory';

/** Bytes of two float64. */
const totalBytes = 16;

/**
 * Writes one function of a module. What an operation gives is kept in a local of its own; compilers of
 * WebAssembly see through that.
 */
export class FunctionBuilder {
  /** Types of the locals behind the parameters. */
  readonly locals: binaryen.Type[] = [];
  private statements: ExpressionRef[] = [];
  private labels = 0;
  /** Sums over the loop that is being written, by their places among the totals. */
  private readonly sums = new Map<number, { readonly lanes: Value; readonly isCount: boolean }>();

  /** @param placeOf gives where a constant lies in memory */
  constructor(
    private readonly module: binaryen.Module,
    private readonly params: readonly Kind[],
    private readonly placeOf: (constant: number) => number,
  ) {}

  /** The whole function, to be taken once. */
  body(result?: Value): ExpressionRef {
    const all = result === undefined ? this.statements : [...this.statements, this.get(result)];
    return this.module.block(null, all, result === undefined ? undefined : kindTypes[result.kind]);
  }

  // Numbers that count and address.

  integer(number: number): Value {
    return this.keep('i32', this.module.i32.const(number));
  }

  addIntegers(a: Value, b: Value): Value {
    return this.keep('i32', this.module.i32.add(this.get(a), this.get(b)));
  }

  subtractIntegers(a: Value, b: Value): Value {
    return this.keep('i32', this.module.i32.sub(this.get(a), this.get(b)));
  }

  /** The smaller of two, neither of them negative. */
  smallerInteger(a: Value, b: Value): Value {
    const isLess = this.module.i32.lt_u(this.get(a), this.get(b));
    return this.keep('i32', this.module.select(isLess, this.get(a), this.get(b)));
  }

  // Four lanes.

  /** A constant in all lanes. */
  constant(number: number): Value {
    return this.load(this.integer(0), this.placeOf(number));
  }

  /** A float32 in all lanes. */
  splat(number: Value): Value {
    return this.keep('v128', this.module.f32x4.splat(this.get(number)));
  }

  load(address: Value, offset = 0): Value {
    return this.keep(
      'v128',
      this.module.v128.load(offset, bytesPerFloat, this.get(address), memoryName),
    );
  }

  store(value: Value, address: Value, offset = 0): void {
    const target = this.get(address);
    this.write(this.module.v128.store(offset, bytesPerFloat, target, this.get(value), memoryName));
  }

  add(a: Value, b: Value): Value {
    return this.lanes('add', a, b);
  }

  subtract(a: Value, b: Value): Value {
    return this.lanes('sub', a, b);
  }

  multiply(a: Value, b: Value): Value {
    return this.lanes('mul', a, b);
  }

  divide(a: Value, b: Value): Value {
    return this.lanes('div', a, b);
  }

  square(a: Value): Value {
    return this.multiply(a, a);
  }

  /** The larger of both; the first where one is no number. */
  larger(a: Value, b: Value): Value {
    return this.lanes('pmax', a, b);
  }

  /** The smaller of both; the first where one is no number. */
  smaller(a: Value, b: Value): Value {
    return this.lanes('pmin', a, b);
  }

  absolute(a: Value): Value {
    return this.keep('v128', this.module.f32x4.abs(this.get(a)));
  }

  /** All bits of a lane where the comparison holds, else none. */
  compare(operator: 'gt' | 'ge' | 'eq', a: Value, b: Value): Value {
    return this.keep('v128', this.module.f32x4[operator](this.get(a), this.get(b)));
  }

  and(a: Value, b: Value): Value {
    return this.keep('v128', this.module.v128.and(this.get(a), this.get(b)));
  }

  /** Lanes as integers, which stand for the bits of the float32. */
  addBits(a: Value, b: Value): Value {
    return this.keep('v128', this.module.i32x4.add(this.get(a), this.get(b)));
  }

  subtractBits(a: Value, b: Value): Value {
    return this.keep('v128', this.module.i32x4.sub(this.get(a), this.get(b)));
  }

  shiftLeft(a: Value, bits: number): Value {
    const count = this.module.i32.const(bits);
    return this.keep('v128', this.module.i32x4.shl(this.get(a), count));
  }

  /** With copies of the sign. */
  shiftRight(a: Value, bits: number): Value {
    const count = this.module.i32.const(bits);
    return this.keep('v128', this.module.i32x4.shr_s(this.get(a), count));
  }

  /** Integers as float32. */
  toFloats(a: Value): Value {
    return this.keep('v128', this.module.f32x4.convert_i32x4_s(this.get(a)));
  }

  // What changes, and the order of things.

  /** A local of its own, 0 at first. */
  variable(kind: Kind): Value {
    this.locals.push(kindTypes[kind]);
    return { kind, local: this.params.length + this.locals.length - 1 };
  }

  set(variable: Value, value: Value): void {
    this.write(this.module.local.set(variable.local, this.get(value)));
  }

  call(name: string, ...operands: readonly Value[]): void {
    const values = operands.map((value) => this.get(value));
    this.write(this.module.call(name, values, binaryen.none));
  }

  /** Does something only if any bit is set. */
  ifAny(lanesOf: Value, write: () => void): void {
    const inner = this.inside(write);
    const isAny = this.module.v128.any_true(this.get(lanesOf));
    this.write(this.module.if(isAny, this.module.block(null, inner)));
  }

  /** Returns a value if any bit is set. */
  returnIfAny(lanesOf: Value, value: Value): void {
    const isAny = this.module.v128.any_true(this.get(lanesOf));
    this.write(this.module.if(isAny, this.module.return(this.get(value))));
  }

  /** Goes from an offset up to another, by so many bytes. */
  loop(start: Value, end: Value, step: number, write: (offset: Value) => void): void {
    const label = `loop${this.labels++}`;
    const offset = this.variable('i32');
    this.set(offset, start);
    const inner = this.inside(() => {
      write(offset);
      this.set(offset, this.addIntegers(offset, this.integer(step)));
      const isLeft = this.module.i32.lt_u(this.get(offset), this.get(end));
      this.write(this.module.br_if(label, isLeft));
    });
    const isAny = this.module.i32.lt_u(this.get(start), this.get(end));
    const whole = this.module.loop(label, this.module.block(null, inner));
    this.write(this.module.if(isAny, whole));
  }

  /** Goes over so many bytes of rows, four ids at once, and adds what was summed up to the totals. */
  overIds(bytes: Value, write: (offset: Value) => void): void {
    this.loop(this.integer(0), bytes, laneBytes, write);
    for (const [place, { lanes: sum, isCount }] of this.sums) {
      this.addToTotal(place, isCount ? this.toFloats(sum) : sum);
    }
    this.sums.clear();
  }

  /** Adds to the sum at a place of the totals, within `overIds`. */
  sum(place: number, value: Value): void {
    const { lanes: sum } = this.sumAt(place, false);
    this.set(sum, this.add(sum, value));
  }

  /** Adds how many lanes have all bits set. */
  count(place: number, mask: Value): void {
    const { lanes: sum } = this.sumAt(place, true);
    this.set(sum, this.subtractBits(sum, mask));
  }

  private sumAt(place: number, isCount: boolean): { readonly lanes: Value } {
    const known = this.sums.get(place);
    if (known !== undefined) return known;
    const sum = { lanes: this.variable('v128'), isCount };
    this.sums.set(place, sum);
    return sum;
  }

  private addToTotal(place: number, sum: Value): void {
    const { f64x2, v128, i8x16, i32 } = this.module;
    const upper = Array.from({ length: 16 }, (_, byte) => 8 + (byte % 8));
    const high = i8x16.shuffle(this.get(sum), this.get(sum), upper);
    const both = f64x2.add(f64x2.promote_low_f32x4(this.get(sum)), f64x2.promote_low_f32x4(high));
    const at = kernelMemory.totals + place * totalBytes;
    if (at + totalBytes > kernelMemory.blocks) throw new Error('No room for a total');
    const total = f64x2.add(v128.load(at, 8, i32.const(0), memoryName), both);
    this.write(v128.store(at, 8, i32.const(0), total, memoryName));
  }

  private lanes(
    operator: 'add' | 'sub' | 'mul' | 'div' | 'pmax' | 'pmin',
    a: Value,
    b: Value,
  ): Value {
    return this.keep('v128', this.module.f32x4[operator](this.get(a), this.get(b)));
  }

  private inside(write: () => void): ExpressionRef[] {
    const outer = this.statements;
    this.statements = [];
    write();
    const inner = this.statements;
    this.statements = outer;
    return inner;
  }

  private keep(kind: Kind, expression: ExpressionRef): Value {
    const value = this.variable(kind);
    this.write(this.module.local.set(value.local, expression));
    return value;
  }

  private get({ local, kind }: Value): ExpressionRef {
    return this.module.local.get(local, kindTypes[kind]);
  }

  private write(statement: ExpressionRef): void {
    this.statements.push(statement);
  }
}
