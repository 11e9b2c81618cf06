import type { TokenPieces } from '../../common/comparison';
import { visibleToken } from '../../common/text/tokenText';

/** Tokens as they are shown, of the pieces of each run; each is made once. */
const known = new WeakMap<TokenPieces, Map<number, string>>();

/** A token as it is shown; undefined where the pieces do not have it. */
export function shownToken(pieces: TokenPieces, id: number): string | undefined {
  const texts = known.get(pieces) ?? new Map<number, string>();
  known.set(pieces, texts);
  const made = texts.get(id);
  if (made !== undefined) return made;
  const bytes = pieces.get(id);
  if (bytes === undefined) return undefined;
  const text = visibleToken(bytes);
  texts.set(id, text);
  return text;
}

/** Tokens as they are shown, for each id that occurs and has a text: texts[i] is the text of ids[i]. */
export function shownTokens(
  all: readonly TokenPieces[],
  ids: Iterable<number>,
): { readonly ids: Int32Array; readonly texts: readonly string[] } {
  const texts = new Map<number, string>();
  for (const id of ids) {
    for (const pieces of texts.has(id) ? [] : all) {
      const text = shownToken(pieces, id);
      if (text !== undefined) texts.set(id, text);
    }
  }
  return { ids: Int32Array.from(texts.keys()), texts: [...texts.values()] };
}
