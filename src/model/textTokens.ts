import type { TextRange } from '../common/comparison';
import type { TokenSpans } from '../common/text/tokenSpans';
import type { LoadedPair } from './pairLoader';
import { splitText } from './tokenizedText';

/** Share of tokens that room is made for beyond those that the text so far lets expect. */
const spare = 0.1;

/** The tokens of a text, which is split as far as somebody needs them. */
export class TextTokens {
  private readonly parts: ReturnType<typeof splitText>;
  private readonly utf16Length: number;
  private all = { id: new Int32Array(0), start: new Int32Array(0), end: new Int32Array(0) };
  private known = 0;
  private splitEnd = 0;
  private done = false;

  /**
   * @param signal is looked at between any two parts
   */
  constructor(text: string, pair: LoadedPair, signal: AbortSignal) {
    this.parts = splitText(text, pair, signal);
    this.utf16Length = text.length;
  }

  /** Tokens so far. */
  get count(): number {
    return this.known;
  }

  /** Whether the text has no more. */
  get isSplit(): boolean {
    return this.done;
  }

  /** Ids of the tokens so far. */
  get ids(): Int32Array {
    return this.all.id.subarray(0, this.known);
  }

  /** Where the tokens so far lie, in UTF-16 code units of the text. */
  get spans(): TokenSpans {
    const { start, end } = this.all;
    return { start: start.subarray(0, this.known), end: end.subarray(0, this.known) };
  }

  /**
   * Splits on until there are `count` tokens and all that touch the first `utf16Length` code units, or
   * the text has come to its end.
   *
   * @throws UserFacingError, CancelledError as {@link splitText} does
   */
  async need(count: number, utf16Length = 0): Promise<void> {
    while (!this.done && (this.known < count || this.splitEnd < utf16Length)) await this.more();
  }

  /**
   * Splits the next part of the text, if there is one.
   *
   * @throws UserFacingError, CancelledError as {@link splitText} does
   */
  async more(): Promise<void> {
    if (this.done) return;
    const next = await this.parts.next();
    if (next.done === true) {
      this.done = true;
      return;
    }
    const { ids, spans, utf16End, isLast } = next.value;
    this.reserve(this.known + ids.length, utf16End);
    this.all.id.set(ids, this.known);
    this.all.start.set(spans.start, this.known);
    this.all.end.set(spans.end, this.known);
    this.known += ids.length;
    this.splitEnd = utf16End;
    this.done = isLast;
  }

  /**
   * The tokens that get rows: all so far that can be scored, or those that touch a range, which must
   * have been split.
   */
  rows(range: TextRange | undefined, firstScorable: number): { first: number; end: number } {
    const { known: count } = this;
    const { start, end: ends } = this.all;
    if (range === undefined) return { first: Math.min(firstScorable, count), end: count };
    let first = firstScorable;
    while (first < count && (ends[first] ?? 0) <= range.start) first++;
    let end = first;
    while (end < count && (start[end] ?? 0) < range.end) end++;
    return { first: Math.min(first, count), end };
  }

  /**
   * Makes room for `count` tokens, which end at `utf16End`, and for as many as the whole text will have if it
   * goes on like that. What is not written yet takes addresses, but no memory.
   */
  private reserve(count: number, utf16End: number): void {
    if (count <= this.all.id.length) return;
    const expected = Math.ceil(((1 + spare) * count * this.utf16Length) / Math.max(1, utf16End));
    const grown = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(Math.max(count, expected));
      larger.set(column);
      return larger;
    };
    const { id, start, end } = this.all;
    this.all = { id: grown(id), start: grown(start), end: grown(end) };
  }
}
