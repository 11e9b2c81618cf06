import { decodePiece } from '../../common/text/tokenText';
import { beginsInsideWord } from '../../common/text/words';
import type { Tokenizer } from '../causalLm';

/** The tokens of a pair, as far as both models predict them, by what they spell. */
export class Vocabulary {
  private readonly byFirstByte: readonly (readonly number[])[];
  /** Whether a word before a token ends where the token begins. */
  private readonly endsWord: Uint8Array;

  /**
   * @param width ids that both models predict: those below it
   * @param endIds ids that end a document, and so whatever is before them
   */
  constructor(
    private readonly tokenizer: Tokenizer,
    readonly width: number,
    endIds: readonly number[],
  ) {
    const byFirstByte: number[][] = Array.from({ length: 256 }, () => []);
    this.endsWord = new Uint8Array(width);
    for (let id = 0; id < width; id++) {
      const bytes = tokenizer.bytesOf(id);
      const isEnd = endIds.includes(id);
      if (bytes[0] !== undefined && !isEnd) byFirstByte[bytes[0]]?.push(id);
      this.endsWord[id] = isEnd || beginsOutsideWord(bytes) ? 1 : 0;
    }
    this.byFirstByte = byFirstByte;
  }

  bytesOf(id: number): Uint8Array {
    return this.tokenizer.bytesOf(id);
  }

  /** The ids of tokens that begin with a byte. */
  beginningWith(byte: number): readonly number[] {
    return this.byFirstByte[byte] ?? [];
  }

  /** Probability that what is before ends there: the mass of tokens that do not go on with a word. */
  endChance(probabilities: Float64Array): number {
    let chance = 0;
    for (let id = 0; id < this.width; id++) {
      if (this.endsWord[id] === 1) chance += probabilities[id] ?? 0;
    }
    return chance;
  }
}

/** Whether bytes begin with a character that is no part of a word, such as a space or a full stop. */
export function beginsOutsideWord(bytes: Uint8Array): boolean {
  const lead = bytes[0];
  if (lead === undefined) return false;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // Whether half a character belongs to a word cannot be told: count it as if it did.
  const first = decodePiece(bytes.subarray(0, length));
  return first !== undefined && first !== '' && !beginsInsideWord(first);
}
