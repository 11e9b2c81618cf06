import type { CompareProgress } from '../common/protocol/model';
import type { TerminalStream } from './console';
import { inLine, loadingText, TerminalLine } from './terminalLine';

/** Says on one line of the terminal how far comparing has come. */
export class ProgressLine {
  private readonly line: TerminalLine;
  private rowCount = 0;

  constructor(
    stream: TerminalStream,
    private readonly documentCount: number,
    now?: () => number,
  ) {
    this.line = new TerminalLine(stream, now);
  }

  /** Takes the next event of the run of a document; `index` counts documents from 0. */
  update(path: string, index: number, progress: CompareProgress): void {
    switch (progress.kind) {
      case 'loading':
        this.line.draw(loadingText(progress), true);
        break;
      case 'started':
        this.rowCount = progress.rowCount;
        this.line.draw(this.scoring(path, index, 0), true);
        break;
      case 'rows':
        this.line.draw(this.scoring(path, index, progress.firstRow + progress.rowCount), false);
        break;
    }
  }

  /** Takes the line away. */
  clear(): void {
    this.line.clear();
  }

  private scoring(path: string, index: number, scored: number): string {
    const share = this.rowCount === 0 ? 100 : Math.floor((100 * scored) / this.rowCount);
    const place = this.documentCount > 1 ? ` (${index + 1} of ${this.documentCount})` : '';
    return `Comparing ${inLine(path)}${place}: ${share} %`;
  }
}
