import binaryen from 'binaryen';
import { kernelMemory, laneBytes } from '../../src/model/statistics/kernelMemory';
import {
  FunctionBuilder,
  kindTypes,
  memoryName,
  type Kind,
  type Value,
} from './functionBuilder.mjs';

/** Pages of 64 KiB that memory can grow to. */
const mostPages = 65_536;

/** A value for each kind. */
type ValuesOf<Kinds extends readonly Kind[]> = { [Place in keyof Kinds]: Value };

/** A WebAssembly module with one memory, in which its constants lie from 0 on. */
export class KernelModule {
  private readonly module = new binaryen.Module();
  private readonly constants: number[] = [];

  constructor() {
    this.module.setFeatures(binaryen.Features.SIMD128);
  }

  /**
   * Adds a function that others can call, and that is exported.
   *
   * @param write gives what the function returns, if anything
   */
  define<const Params extends readonly Kind[]>(
    name: string,
    params: Params,
    write: (to: FunctionBuilder, ...params: ValuesOf<Params>) => Value | undefined,
  ): void {
    const builder = new FunctionBuilder(this.module, params, (number) => this.placeOf(number));
    // One value for each parameter.
    const values = params.map((kind, local): Value => ({ kind, local })) as ValuesOf<Params>;
    const result = write(builder, ...values);
    this.module.addFunction(
      name,
      binaryen.createType(params.map((kind) => kindTypes[kind])),
      result === undefined ? binaryen.none : kindTypes[result.kind],
      builder.locals,
      builder.body(result),
    );
    this.module.addFunctionExport(name, name);
  }

  /** The module's bytes, with one page of memory that can grow, exported as `memory`. */
  bytes(): Uint8Array {
    const data = new Uint8Array(Float32Array.from(this.constants).buffer);
    const segments = [{ offset: this.module.i32.const(0), data }];
    this.module.setMemory(1, mostPages, 'memory', segments, false, false, memoryName);
    if (this.module.validate() === 0) throw new Error('The kernel is no valid module');
    const bytes = this.module.emitBinary();
    this.module.dispose();
    return bytes;
  }

  /**
   * Where a constant lies, in four lanes. A constant in the code would be built anew wherever it is used,
   * while an operator reads one from memory along with what else it does.
   */
  private placeOf(number: number): number {
    let place = this.constants.indexOf(number);
    if (place < 0) {
      place = this.constants.length;
      this.constants.push(number, number, number, number);
    }
    const address = place * Float32Array.BYTES_PER_ELEMENT;
    if (address + laneBytes > kernelMemory.extremes) throw new Error('No room for a constant');
    return address;
  }
}
