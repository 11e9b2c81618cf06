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
