/** Numbers of single precision, or of half precision as their bits: they are only moved. */
export type Numbers = Float32Array | Uint16Array;

/** What has a place in a block. */
export interface BlockPart {
  /** float32, or float16. */
  readonly type: string;
  /** Numbers that there is memory for. */
  readonly count: number;
}

/** Bytes at a multiple of which each part begins. */
const alignment = 64;

/**
 * One piece of memory for all parts. Memories that grew one by one would leave holes behind, too small for
 * what they have become. One piece goes back into use whole; a large one, to the system, which also gives it
 * only as it is written.
 *
 * @returns the numbers of each part, all of them 0
 */
export function blockOf<Part extends BlockPart>(
  parts: readonly Part[],
): { readonly part: Part; readonly numbers: Numbers }[] {
  let bytes = 0;
  const places = parts.map((part) => {
    const first = bytes;
    const size = part.count * (part.type === 'float32' ? 4 : 2);
    bytes += Math.ceil(size / alignment) * alignment;
    return { part, first };
  });
  const block = new ArrayBuffer(bytes);
  return places.map(({ part, first }) => ({
    part,
    numbers:
      part.type === 'float32'
        ? new Float32Array(block, first, part.count)
        : new Uint16Array(block, first, part.count),
  }));
}

/**
 * Writes slices as long as both given ones together.
 *
 * @param target may begin with the numbers of `first`, which are then moved
 * @param first slices × some numbers
 * @param second slices × other numbers, which come behind those of `first` in each slice
 */
export function interleave(target: Numbers, first: Numbers, second: Numbers, slices: number): void {
  const [old, more] = [first.length / slices, second.length / slices];
  // From the last to the first: what is moved lands behind all that still has to be.
  for (let slice = slices - 1; slice >= 0; slice--) {
    const place = slice * (old + more);
    target.set(first.subarray(slice * old, (slice + 1) * old), place);
    target.set(second.subarray(slice * more, (slice + 1) * more), place + old);
  }
}

/**
 * Writes the beginnings of slices.
 *
 * @param numbers slices × some numbers
 * @param target slices × fewer
 */
export function copyBeginnings(target: Numbers, numbers: Numbers, slices: number): void {
  const [step, size] = [numbers.length / slices, target.length / slices];
  for (let slice = 0; slice < slices; slice++) {
    target.set(numbers.subarray(slice * step, slice * step + size), slice * size);
  }
}
