/** Numbers of single precision, or of half precision as their bits: they are only moved. */
export type Numbers = Float32Array | Uint16Array;

/**
 * An array of the type of `like`, in which any numbers may be.
 *
 * @param used numbers that nobody needs any more: their memory is taken where it has the room, and no more
 *   than new memory would have
 * @param spare numbers for which new memory has room beyond `length`, so that it can be used again
 */
export function numbersIn(
  used: Numbers | undefined,
  like: Numbers,
  length: number,
  spare: number,
): Numbers {
  const Kind = like instanceof Float32Array ? Float32Array : Uint16Array;
  const needed = length * Kind.BYTES_PER_ELEMENT;
  const roomy = (length + spare) * Kind.BYTES_PER_ELEMENT;
  const memory = used?.buffer;
  const fits =
    memory instanceof ArrayBuffer && memory.byteLength >= needed && memory.byteLength <= roomy;
  return new Kind(fits ? memory : new ArrayBuffer(roomy), 0, length);
}
