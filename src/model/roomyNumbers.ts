/** Numbers of single precision, or of half precision as their bits: they are only moved. */
export type Numbers = Float32Array | Uint16Array;

/** How much more than it needs new memory holds, so that it can be used again for a little more. */
const spareShare = 1 / 8;

/**
 * An array of the type of `like`, in which any numbers may be.
 *
 * @param used numbers that nobody needs any more: their memory is taken where it has the room, and no more
 *   than new memory would have
 */
export function numbersIn(used: Numbers | undefined, like: Numbers, length: number): Numbers {
  const Kind = like instanceof Float32Array ? Float32Array : Uint16Array;
  const needed = length * Kind.BYTES_PER_ELEMENT;
  const roomy = Math.ceil(length * (1 + spareShare)) * Kind.BYTES_PER_ELEMENT;
  const memory = used?.buffer;
  const fits =
    memory instanceof ArrayBuffer && memory.byteLength >= needed && memory.byteLength <= roomy;
  return new Kind(fits ? memory : new ArrayBuffer(roomy), 0, length);
}
