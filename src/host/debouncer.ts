/** Runs a key's latest work once nothing has asked for that key for a while. */
export class Debouncer {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /** Puts off the key's work by `milliseconds`; earlier work of the key that waits is dropped. */
  schedule(key: string, milliseconds: number, work: () => void): void {
    this.cancel(key);
    const timer = setTimeout(() => {
      this.timers.delete(key);
      work();
    }, milliseconds);
    this.timers.set(key, timer);
  }

  cancel(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
