import { visibleText } from '../text/tokenText';

/** Parts of a character that must stay as they are for it to be drawn as one. */
const joiners = /^[\u200c\u200d]$/;

/**
 * A grapheme cluster of a document as it may be drawn: control and format characters and lone
 * surrogates become visible marks, spaces stay spaces.
 */
export function safeGrapheme(grapheme: string): string {
  let shown = '';
  for (const character of grapheme) {
    const stays = character === ' ' || (grapheme.length > 1 && joiners.test(character));
    shown += stays ? character : visibleText(character);
  }
  return shown;
}
