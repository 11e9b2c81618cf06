import type { CompareProgress } from '../common/protocol/model';
import { visibleText } from '../common/text/tokenText';
import type { TerminalStream } from './console';

/** Milliseconds between two drawings of the line. */
const interval = 100;

/** One line about what is being done, drawn over itself; nothing where there is no terminal. */
export class ProgressLine {
  private drawnAt = -Infinity;
  private shown = false;
  private rowCount = 0;

  constructor(
    private readonly stream: TerminalStream,
    private readonly documentCount: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes the next event of the run of a document; `index` counts documents from 0. */
  update(path: string, index: number, progress: CompareProgress): void {
    switch (progress.kind) {
      case 'loading':
        this.draw(`Loading ${visible(progress.name)} (${megabytes(progress.bytes)})…`, true);
        break;
      case 'started':
        this.rowCount = progress.rowCount;
        this.draw(this.scoring(path, index, 0), true);
        break;
      case 'rows':
        this.draw(this.scoring(path, index, progress.firstRow + progress.rowCount), false);
        break;
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[K');
    this.shown = false;
  }

  private scoring(path: string, index: number, scored: number): string {
    const share = this.rowCount === 0 ? 100 : Math.floor((100 * scored) / this.rowCount);
    const place = this.documentCount > 1 ? ` (${index + 1} of ${this.documentCount})` : '';
    return `Comparing ${visible(path)}${place}: ${share} %`;
  }

  private draw(text: string, atOnce: boolean): void {
    if (this.stream.isTTY !== true) return;
    if (!atOnce && this.now() - this.drawnAt < interval) return;
    this.drawnAt = this.now();
    this.shown = true;
    const room = Math.max(10, (this.stream.columns ?? 80) - 1);
    this.stream.write(`\r\u001b[K${text.slice(0, room)}`);
  }
}

function visible(name: string): string {
  return visibleText(name).replaceAll('␣', ' ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
