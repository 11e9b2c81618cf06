import type { CompareProgress, SplitTokens } from '../common/protocol/model';
import type { TerminalStream } from './console';
import { inLine, loadingText, TerminalLine } from './terminalLine';

/** Says on one line of the terminal how far comparing has come. */
export class ProgressLine {
  private readonly line: TerminalLine;
  private expectedRows = 0;
  private utf16Length = 0;

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
        this.utf16Length = progress.utf16Length;
        this.expect(progress);
        this.line.draw(this.scoring(path, index, 0), true);
        break;
      case 'tokens':
        this.expect(progress);
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

  /** Until all of the text is split into tokens, the rest is expected to be like its beginning. */
  private expect({ rowCount, isSplit, tokens }: SplitTokens): void {
    const splitLength = tokens.end.at(-1) ?? 0;
    if (isSplit) this.expectedRows = rowCount;
    else if (splitLength > 0) this.expectedRows = (rowCount * this.utf16Length) / splitLength;
  }

  private scoring(path: string, index: number, scored: number): string {
    const share = this.expectedRows === 0 ? 100 : Math.floor((100 * scored) / this.expectedRows);
    const place = this.documentCount > 1 ? ` (${index + 1} of ${this.documentCount})` : '';
    return `Comparing ${inLine(path)}${place}: ${share} %`;
  }
}
