import type { ContinuationEnd } from '../../common/sampling/continuation';
import type { Tokenizer } from '../causalLm';
import { bytesOfAll, wholeText } from './tokensText';
import type { StatisticsRows } from './writtenStatistics';

/** Where continuations end. */
export interface Ending {
  /** Most tokens. */
  readonly length: number;
  /** Texts that end a continuation. */
  readonly stop: readonly string[];
  /** Ids that end a document, and so a continuation. */
  readonly endIds: ReadonlySet<number>;
}

/** A continuation while it is written. */
export class WrittenText {
  readonly ids: number[] = [];
  /** Statistics of the tokens, a few at a time; they may lag behind. */
  readonly statistics: StatisticsRows[] = [];
  /** Undefined while it goes on. */
  end: ContinuationEnd | undefined;

  constructor(
    /** Index of its prompt. */
    readonly prompt: number,
    /** Number among the continuations of its prompt. */
    readonly index: number,
    private readonly ending: Ending,
    private readonly tokenizer: Tokenizer,
  ) {}

  /** Takes the next token, which may be the last one. */
  add(id: number): void {
    this.ids.push(id);
    const { length, stop, endIds } = this.ending;
    if (endIds.has(id)) this.end = 'document';
    else if (stop.length > 0 && stop.some((text) => this.text.includes(text))) this.end = 'stop';
    else if (this.ids.length >= length) this.end = 'length';
  }

  /** Ids of the text: all but the end of a document. */
  get textIds(): readonly number[] {
    return this.end === 'document' ? this.ids.slice(0, -1) : this.ids;
  }

  get text(): string {
    return wholeText(bytesOfAll(this.textIds, this.tokenizer));
  }
}
