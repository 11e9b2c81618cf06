import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from '../common/steps';

/** Milliseconds of work after which others have their turn. */
const sliceLength = 5;

/**
 * Runs work in slices, so that the extension host answers in between. The first slice runs at once: short
 * work is done when it has been started.
 */
export class SlicedWork<T> {
  private next: NodeJS.Immediate | undefined;

  /** @param onDone gets the result, and the milliseconds that the work itself took */
  constructor(
    private readonly steps: Steps<T>,
    private readonly onDone: (result: T, milliseconds: number) => void,
  ) {}

  start(): void {
    this.run(0);
  }

  /** Leaves the work where it is; its result is not wanted any more. */
  cancel(): void {
    clearImmediate(this.next);
  }

  private run(before: number): void {
    const started = performance.now();
    let step = this.steps.next();
    while (step.done !== true && performance.now() - started < sliceLength) {
      step = this.steps.next();
    }
    const milliseconds = before + performance.now() - started;
    if (step.done === true) this.onDone(step.value, milliseconds);
    else {
      this.next = setImmediate(() => {
        this.run(milliseconds);
      });
    }
  }
}

/** The result of work that runs in slices; rejects with what a step throws, whichever slice it is in. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const started = performance.now();
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() - started < sliceLength);
    await nextTurn();
  }
}
