import { placeOn } from '../../../src/common/plot/axes';
import type { Plot } from '../../../src/common/plot/plot';

/** The pixel of a value of x, where the plot is so many CSS pixels wide. */
export function pixelOf({ x }: Plot, width: number): (value: number) => number {
  return (value) => placeOn(x, value) * width;
}
