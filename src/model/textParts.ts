import type { Tokenizer, TokenizerSeams } from './causalLm';

/** A part of a text, in UTF-16 code units. */
interface TextPart {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The parts of a text, cut only at seams of all tokenizers. A text without any, or of a tokenizer without
 * any, is one part.
 *
 * @param firstLength of the first part in UTF-16 code units; it ends at the first seam from there on
 * @param length of every other part, likewise
 */
export function* partsOfText(
  text: string,
  seams: readonly (TokenizerSeams | undefined)[],
  firstLength: number,
  length = firstLength,
): Generator<TextPart> {
  let start = 0;
  for (;;) {
    const least = Math.max(1, start === 0 ? firstLength : length);
    const end = text.length - start > least ? commonSeam(text, seams, start + least) : undefined;
    if (end === undefined || end >= text.length) break;
    yield { start, end };
    start = end;
  }
  yield { start, end: text.length };
}

/** The first seam of all from a place on. */
function commonSeam(
  text: string,
  seams: readonly (TokenizerSeams | undefined)[],
  from: number,
): number | undefined {
  let place = from;
  for (let agreed = 0; agreed < seams.length;) {
    agreed = 0;
    for (const each of seams) {
      const next = each?.after(text, place);
      if (next === undefined) return undefined;
      agreed = next === place ? agreed + 1 : 1;
      place = next;
    }
  }
  return place;
}

/** The ids of a part of a text, as they are in the whole text. */
export function encodePart(
  tokenizer: Tokenizer,
  text: string,
  { start, end }: TextPart,
): Int32Array {
  const own = text.slice(start, end);
  if (start === 0 || tokenizer.seams?.startsBehindOne !== true) return tokenizer.encode(own);
  const isPair = start > 1 && (text.codePointAt(start - 2) ?? 0) > 0xffff;
  const before = text.slice(start - (isPair ? 2 : 1), start);
  return tokenizer.encode(before + own).subarray(tokenizer.encode(before).length);
}
