import type { SampleProgress } from '../common/protocol/sampling';
import type { TerminalStream } from './console';
import { loadingText, TerminalLine } from './terminalLine';

/** Says on one line of the terminal how far sampling has come. */
export class SamplingProgressLine {
  private readonly line: TerminalLine;
  private total = 0;
  private finished = 0;

  constructor(stream: TerminalStream) {
    this.line = new TerminalLine(stream);
  }

  /** Takes the next event of the run. */
  update(progress: SampleProgress): void {
    switch (progress.kind) {
      case 'loading':
        this.line.draw(loadingText(progress), true);
        break;
      case 'started':
        this.total = progress.prompts.length * progress.writers.length * progress.count;
        this.line.draw(this.writing(0), true);
        break;
      case 'written':
        this.line.draw(this.writing(progress.fraction), false);
        break;
      case 'batch':
        this.finished += progress.continuations.length;
        break;
    }
  }

  /** Says how far the perturbation test has come, 0 to 1. */
  perturbing(fraction: number): void {
    this.line.draw(`Changing tokens: ${Math.floor(100 * fraction)} %`, false);
  }

  /** Says how far all checkpoints of a series are, 0 to 1. */
  surveying(fraction: number): void {
    this.line.draw(`Writing with every checkpoint: ${Math.floor(100 * fraction)} %`, false);
  }

  /** Takes the line away. */
  clear(): void {
    this.line.clear();
  }

  private writing(fraction: number): string {
    return `Writing: ${Math.floor(100 * fraction)} %, ${this.finished} of ${this.total} continuations`;
  }
}
