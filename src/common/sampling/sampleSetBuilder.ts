import type { SampleProgress } from '../protocol/sampling';
import type { Continuation, SampleSet, SamplingHead } from './continuation';

/** Assembles the events of one run of sampling into a set that grows as continuations arrive. */
export class SampleSetBuilder {
  private head: SamplingHead | undefined;
  private droppedMass = 0;
  private continuations: Continuation[] = [];
  private pieces = new Map<number, Uint8Array>();

  /** Takes the next event of the run, in the order of SampleProgress; a second start begins anew. */
  add(progress: SampleProgress): void {
    if (progress.kind === 'started') {
      this.head = progress;
      this.droppedMass = 0;
      this.continuations = [];
      this.pieces = new Map();
    }
    if (progress.kind !== 'batch') return;
    this.continuations.push(...progress.continuations);
    this.droppedMass = Math.max(this.droppedMass, progress.droppedMass);
    for (const [id, bytes] of progress.pieces) this.pieces.set(id, bytes);
  }

  /** The set as it stands; undefined until the run has started. */
  get set(): SampleSet | undefined {
    if (this.head === undefined) return undefined;
    const { pair, prompts, writers, count, first, length, contextWindow, topK } = this.head;
    const { seed, coupled, decoding, threads, sideBySide } = this.head;
    return {
      pair: { ...pair, droppedMass: this.droppedMass },
      prompts,
      writers,
      count,
      first,
      length,
      contextWindow,
      topK,
      seed,
      coupled,
      decoding,
      threads,
      sideBySide,
      continuations: this.continuations.toSorted(
        (a, b) =>
          a.prompt - b.prompt ||
          writers.indexOf(a.writer) - writers.indexOf(b.writer) ||
          a.index - b.index,
      ),
      pieces: new Map(this.pieces),
    };
  }
}
