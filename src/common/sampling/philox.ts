/** Identifies one random number; each part is an unsigned 32-bit integer. */
export interface RandomAddress {
  readonly seed: number;
  /** What the number is for, so that no two purposes share any. */
  readonly stream: number;
  /** The first thing that the stream counts, such as prompts. */
  readonly group: number;
  /** The second thing, such as samples. */
  readonly sample: number;
  /** The third thing, such as tokens. */
  readonly step: number;
}

/**
 * The uniform number in [0, 1) at an address, with 53 random bits.
 *
 * Numbers are looked up and not drawn in turn, so that a sample's tokens depend on nothing but the
 * seed and the sample's own number: not on how many are written at once, nor in which order.
 */
export function uniformAt({ seed, stream, group, sample, step }: RandomAddress): number {
  const [high, low] = philox4x32([step, sample, group, stream], [seed, 0]);
  return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 0x20000000000000;
}

type Block = readonly [number, number, number, number];

const rounds = 10;

/**
 * Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11):
 * 128 random bits for a counter of 128 and a key of 64 bits, as unsigned 32-bit words.
 */
export function philox4x32(counter: Block, key: readonly [number, number]): Block {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = highProduct(0xd2511f53, c0);
    const high1 = highProduct(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function highProduct(a: number, b: number): number {
  const a1 = a >>> 16;
  const a0 = a & 0xffff;
  const b1 = b >>> 16;
  const b0 = b & 0xffff;
  const middle = (Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16);
  const cross = (Math.imul(a0, b1) >>> 0) + (middle & 0xffff);
  return (Math.imul(a1, b1) + (middle >>> 16) + (cross >>> 16)) | 0;
}
