import type { GridSums } from '../stats/gridSums';
import { interpolate } from '../stats/interpolation';
import { fewestBlocks } from './tokenBlocks';

/**
 * The standard error of a family's parameter that holds if the family does not, too (the sandwich of
 * Huber 1967): the spread of the likelihood's slope between blocks of tokens over its curvature.
 * Undefined below four blocks, and where nothing varies.
 */
export function robustError(blocks: readonly GridSums[], estimate: number): number | undefined {
  if (blocks.length < fewestBlocks) return undefined;
  let squares = 0;
  let curvature = 0;
  for (const block of blocks) {
    const point = interpolate(block, estimate);
    squares += (block.observed - point.slope) ** 2;
    curvature += point.curvature;
  }
  const correction = blocks.length / (blocks.length - 1);
  return curvature > 0 ? Math.sqrt(squares * correction) / curvature : undefined;
}
