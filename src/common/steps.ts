/**
 * Work that may be left between any two of its steps, which take a few milliseconds each: whoever runs it
 * decides when it goes on, or that it does not.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs work to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Rows that a step may look at where little is done with each. */
const rowsPerStep = 4_096;

/** Does something with rows from `first` to before `end`, so many at a time that a step is short. */
export function* rowByRow(
  first: number,
  end: number,
  work: (from: number, to: number) => void,
): Steps<void> {
  for (let from = first; from < end; from += rowsPerStep) {
    if (from > first) yield;
    work(from, Math.min(end, from + rowsPerStep));
  }
}

/**
 * Does something with items one by one; a step ends behind the one with which they come to as many rows
 * as it may look at.
 *
 * @param rows that an item takes as long as
 */
export function* oneByOne<T>(
  items: Iterable<T>,
  rows: (item: T) => number,
  work: (item: T) => void,
): Steps<void> {
  let looked = 0;
  for (const item of items) {
    if (looked >= rowsPerStep) {
      yield;
      looked = 0;
    }
    work(item);
    looked += rows(item);
  }
}
