import { sumsCount } from './sumsLayout';

export const bytesPerFloat = 4;

/** Ids that are computed side by side. */
export const lanes = 4;

/** Bytes of as many float32. */
export const laneBytes = lanes * bytesPerFloat;

/** Ids that float32 adds up, a quarter of them a lane, before float64 takes over. */
export const blockIds = 512;

/** The total of `weights`, behind those of `sumsLayout`. */
export const weightsTotal = sumsCount;

/**
 * Where the statistics kernel has what in its memory, in bytes; its constants lie before. Rows of logits
 * come behind, where whoever runs it puts them.
 */
export const kernelMemory = {
  /** What `extremes` writes, see there. */
  extremes: 2048,
  /** What `exponents` writes: four lanes for each λ of `scaledMixture`. */
  exponents: 3072,
  /** Two float64 for each number of `sumsLayout`, which are to be added up, and for `weights`. */
  totals: 4096,
  /** Rows of a block, one behind the other. */
  blocks: 8192,
  rows: 20_480,
} as const;
