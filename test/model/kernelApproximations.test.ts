import { describe, expect, it } from 'vitest';
import { logarithm, powerOfTwo } from '../../scripts/kernel/approximations.mjs';
import type { FunctionBuilder, Value } from '../../scripts/kernel/functionBuilder.mjs';
import { KernelModule } from '../../scripts/kernel/kernelModule.mjs';

/** Where the numbers are put, in bytes. */
const place = 32_768;

/** What a function of the kernel makes of numbers, as many as a multiple of four. */
function applied(
  of: (to: FunctionBuilder, value: Value) => Value,
  numbers: Float32Array,
): Float32Array {
  const kernel = new KernelModule();
  kernel.define('apply', ['i32'], (to, bytes) => {
    to.overIds(bytes, (offset) => {
      to.store(of(to, to.load(offset, place)), offset, place);
    });
    return undefined;
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernel.bytes().slice()));
  const { memory, apply } = exports as {
    memory: WebAssembly.Memory;
    apply: (bytes: number) => void;
  };
  const view = new Float32Array(memory.buffer, place, numbers.length);
  view.set(numbers);
  apply(numbers.byteLength);
  return view;
}

/** The largest distance from what it should be, relative to it. */
function worst(
  numbers: Float32Array,
  results: Float32Array,
  exact: (value: number) => number,
): number {
  return numbers.reduce((most, number, i) => {
    const right = exact(number);
    return Math.max(most, Math.abs((results[i] ?? NaN) - right) / Math.abs(right));
  }, 0);
}

const count = 4000;

describe('the kernel’s series', () => {
  it('give powers of two to the last digit but one, and exactly at whole numbers', () => {
    const numbers = Float32Array.from({ length: count }, (_, i) => (i / count) * 240 - 120);
    expect(worst(numbers, applied(powerOfTwo, numbers), (x) => 2 ** x)).toBeLessThan(1.5e-7);
    const whole = Float32Array.of(-120, -3, 0, 120);
    expect([...applied(powerOfTwo, whole)]).toEqual([2 ** -120, 0.125, 1, 2 ** 120]);
  });

  it('give logarithms to the last digit but one, close to 1 too, and 0 at 1', () => {
    const numbers = Float32Array.from(
      { length: count },
      (_, i) => 2 ** ((i / count) * 200 - 100.01),
    );
    expect(worst(numbers, applied(logarithm, numbers), Math.log)).toBeLessThan(3e-7);
    const close = Float32Array.from({ length: count }, (_, i) => 1 + (i + 1) * 1e-5);
    expect(worst(close, applied(logarithm, close), Math.log)).toBeLessThan(3e-7);
    expect([...applied(logarithm, Float32Array.of(1, 1, 1, 1))]).toEqual([0, 0, 0, 0]);
  });
});
