import type { Continuation, SampleSet } from '../sampling/continuation';
import { textIds } from './writtenTokens';

/** Tokens in a row that must be the reference's for a text to be back in it. */
export const gramLength = 8;

/**
 * Where the first run of tokens begins that the reference has behind the change, too, and the prompt has
 * not: what both copy from the prompt is no return.
 *
 * @param position token of the reference that was changed, from 0
 * @param prompt text before the reference
 * @param pieces bytes of every token of the continuation
 * @returns tokens behind the changed one; undefined where the text does not come back
 */
export function reentryOf(
  continuation: Continuation,
  reference: Continuation,
  position: number,
  prompt: string,
  pieces: SampleSet['pieces'],
): number | undefined {
  const grams = new Set(gramsOf(textIds(reference).subarray(position + 1)));
  const ids = textIds(continuation);
  const places = gramsOf(ids).flatMap((gram, first) => (grams.has(gram) ? [first] : []));
  // Most texts have no place at all; a prompt can be long.
  if (places.length === 0) return undefined;
  const bytesOfPrompt = byteString(new TextEncoder().encode(prompt));
  return places.find((first) => {
    const gram = Array.from(
      ids.subarray(first, first + gramLength),
      (id) => pieces.get(id) ?? new Uint8Array(),
    );
    return !bytesOfPrompt.includes(gram.map(byteString).join(''));
  });
}

function gramsOf(ids: Int32Array): string[] {
  return Array.from({ length: Math.max(0, ids.length - gramLength + 1) }, (_, first) =>
    ids.subarray(first, first + gramLength).join(),
  );
}

/**
 * One character for each byte. Tokens are looked for by their bytes, since a run of them can begin and
 * end within a character.
 */
function byteString(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
