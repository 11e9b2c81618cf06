const visible: ReadonlyMap<string, string> = new Map([
  [' ', '␣'],
  ['\n', '⏎'],
  ['\r', '␍'],
  ['\t', '⇥'],
  ['\u00a0', '⍽'],
  ['\ufeff', '⟨BOM⟩'],
]);

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a whole token, or undefined where its bytes are not whole characters. */
export function decodePiece(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * A token as it is shown: white space visible (`␣the`, `⏎`, `⇥`), control and format characters by
 * code point (`⟨U+0000⟩`), bytes that are not whole characters in hexadecimal (`⟨E2 82⟩`).
 */
export function visibleToken(bytes: Uint8Array): string {
  const text = decodePiece(bytes);
  if (text === undefined) {
    return `⟨${Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}⟩`;
  }
  return visibleText(text);
}

/** The same for text that is not a token, such as a character that several tokens share. */
export function visibleText(text: string): string {
  let shown = '';
  for (const character of text) {
    const mark = visible.get(character);
    if (mark !== undefined) shown += mark;
    else if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)) {
      shown += `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
    } else shown += character;
  }
  return shown;
}

/** A name in which nothing but spaces is white space, and nothing a control character. */
export function visibleName(name: string): string {
  return visibleText(name).replaceAll('␣', ' ');
}
