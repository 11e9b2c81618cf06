import { finish, type Steps } from '../steps';

/** Points that a step looks at, about. */
const pointsPerStep = 4_096;

/**
 * Indices of the points that a line of a given width in pixels needs: of those that share a pixel the
 * first, the lowest, the highest and the last, so that no extreme is lost, and all without a number, at
 * which the line breaks. All of them where they are few.
 *
 * @param x finite, ascending
 * @param pixelOf the pixel of a value of x, ascending
 */
export function thinned(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  pixelOf: (value: number) => number,
): number[] {
  return finish(thinnedInSteps(x, y, pixelOf));
}

/** {@link thinned} in steps. */
export function* thinnedInSteps(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  pixelOf: (value: number) => number,
): Steps<number[]> {
  const pixelAt = (index: number): number => Math.floor(pixelOf(x[index] ?? NaN));
  const kept: number[] = [];
  let start = 0;
  let next = pointsPerStep;
  while (start < x.length) {
    if (start >= next) {
      next = start + pointsPerStep;
      yield;
    }
    const pixel = pixelAt(start);
    let [low, high, end] = [start, start, start + 1];
    for (; end < x.length && pixelAt(end) === pixel; end++) {
      const value = y[end] ?? NaN;
      // What is no number loses every comparison, so that any other takes its place.
      if (!((y[low] ?? NaN) <= value) && !Number.isNaN(value)) low = end;
      if (!((y[high] ?? NaN) >= value) && !Number.isNaN(value)) high = end;
    }
    const chosen = new Set([start, low, high, end - 1]);
    for (let index = start; index < end; index++) {
      if (!Number.isFinite(y[index] ?? NaN)) chosen.add(index);
    }
    kept.push(...[...chosen].sort((a, b) => a - b));
    start = end;
  }
  return kept;
}
