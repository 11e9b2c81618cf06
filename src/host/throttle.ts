interface Resting {
  readonly timer: NodeJS.Timeout;
  /** The latest work that was asked for meanwhile. */
  work: (() => void) | undefined;
}

/** Runs a key's work at once, and what is asked for soon after once, at the end of a pause. */
export class Throttle {
  private readonly resting = new Map<string, Resting>();

  /** @param pause milliseconds from one run of a key to the next */
  constructor(private readonly pause: number) {}

  run(key: string, work: () => void): void {
    const before = this.resting.get(key);
    if (before !== undefined) {
      before.work = work;
      return;
    }
    const timer = setTimeout(() => {
      this.resting.delete(key);
      if (resting.work !== undefined) this.run(key, resting.work);
    }, this.pause);
    const resting: Resting = { timer, work: undefined };
    this.resting.set(key, resting);
    work();
  }

  dispose(): void {
    for (const { timer } of this.resting.values()) clearTimeout(timer);
    this.resting.clear();
  }
}
