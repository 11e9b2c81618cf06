import type { Tokenizer } from '../causalLm';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of tokens, one behind the other. */
export function bytesOfAll(ids: Iterable<number>, tokenizer: Tokenizer): Uint8Array {
  return Uint8Array.from(Array.from(ids, (id) => [...tokenizer.bytesOf(id)]).flat());
}

/** The text of tokens; undefined where they are not whole characters. */
export function textOf(ids: Iterable<number>, tokenizer: Tokenizer): string | undefined {
  try {
    return strict.decode(bytesOfAll(ids, tokenizer));
  } catch {
    return undefined;
  }
}

/**
 * The text of tokens without a character at the end of which bytes are missing; other bytes that are
 * no characters become U+FFFD.
 */
export function wholeText(bytes: Uint8Array): string {
  // What a streaming decoder holds back is an unfinished character.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}
