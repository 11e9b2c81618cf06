import { visibleText } from '../common/text/tokenText';
import type { TerminalStream } from './console';

/** Milliseconds between two drawings of the line. */
const interval = 100;

/** One line about what is being done, drawn over itself; nothing where there is no terminal. */
export class TerminalLine {
  private drawnAt = -Infinity;
  private shown = false;

  constructor(
    private readonly stream: TerminalStream,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Draws a text, unless one was drawn a moment ago and this one can wait for the next. */
  draw(text: string, atOnce: boolean): void {
    if (this.stream.isTTY !== true) return;
    if (!atOnce && this.now() - this.drawnAt < interval) return;
    this.drawnAt = this.now();
    this.shown = true;
    const room = Math.max(10, (this.stream.columns ?? 80) - 1);
    this.stream.write(`\r\u001b[K${text.slice(0, room)}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[K');
    this.shown = false;
  }
}

/** What is said while a model is loaded. */
export function loadingText({
  name,
  bytes,
}: {
  readonly name: string;
  readonly bytes: number;
}): string {
  return `Loading ${inLine(name)} (${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB)…`;
}

/** A name in which nothing can leave the line. */
export function inLine(name: string): string {
  return visibleText(name).replaceAll('␣', ' ');
}
