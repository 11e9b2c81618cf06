/** Where tokens lie in a text, in UTF-16 code units, end exclusive; one element per token. */
export interface TokenSpans {
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const encoder = new TextEncoder();

/**
 * Places tokens in the text they were made from, by their bytes: the pieces joined must be the text in
 * UTF-8 (a lone surrogate is U+FFFD there, as TextEncoder and tokenizers write it). Tokens that share
 * a character all get that character's whole span, so that every span is a run of whole characters.
 *
 * Tokenizers that write the text differently before they split it are followed as far as that is
 * exact: a space put before the text, `▁` for a space, Unicode normalisation (then a token's span
 * consists of whole grapheme clusters), and dropped white space between tokens.
 *
 * @returns undefined where the pieces are not this text in any of these ways
 */
export function tokenSpans(text: string, pieces: readonly Uint8Array[]): TokenSpans | undefined {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  for (const reading of readings) {
    const byteSpans = reading(text, joined);
    if (byteSpans !== undefined) return spansOf(pieces, byteSpans);
  }
  return withoutWhiteSpace(text, pieces);
}

/** For every byte of the joined pieces, the span of the characters it stands for. */
interface ByteSpans {
  readonly start: Int32Array;
  readonly end: Int32Array;
}

type Reading = (text: string, joined: Uint8Array) => ByteSpans | undefined;

const readings: readonly Reading[] = [
  exactSpans,
  (text, joined) => segmentSpans(text, joined, ' ', characters, (part) => part),
  (text, joined) => segmentSpans(text, joined, '', characters, spaceForMark),
  (text, joined) => segmentSpans(text, joined, ' ', characters, spaceForMark),
  ...(['NFC', 'NFKC', 'NFD', 'NFKD'] as const).flatMap((form): Reading[] => [
    (text, joined) => segmentSpans(text, joined, '', graphemes, (part) => part.normalize(form)),
    (text, joined) => segmentSpans(text, joined, ' ', graphemes, (part) => part.normalize(form)),
  ]),
];

/** The usual case, in one pass over code units: the pieces are the text itself in UTF-8. */
function exactSpans(text: string, joined: Uint8Array): ByteSpans | undefined {
  const start = new Int32Array(joined.length);
  const end = new Int32Array(joined.length);
  let byte = 0;
  for (let unit = 0; unit < text.length;) {
    const point = text.codePointAt(unit) ?? 0;
    const next = unit + (point > 0xffff ? 2 : 1);
    const scalar = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    const size = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
    for (let index = 0; index < size; index++) {
      const bits = scalar >> (6 * (size - 1 - index));
      const value = index === 0 ? leads[size] | bits : 0x80 | (bits & 0x3f);
      if (joined[byte] !== value) return undefined;
      start[byte] = unit;
      end[byte] = next;
      byte++;
    }
    unit = next;
  }
  return byte === joined.length ? { start, end } : undefined;
}

/** First byte's marker of a UTF-8 sequence by its length. */
const leads = { 1: 0, 2: 0xc0, 3: 0xe0, 4: 0xf0 } as const;

function characters(text: string): Iterable<string> {
  return text;
}

function* graphemes(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
    text,
  )) {
    yield segment;
  }
}

/** SentencePiece writes a space as `▁` and so cannot tell the two apart. */
function spaceForMark(character: string): string {
  return character === '\u2581' ? ' ' : character;
}

/**
 * The byte spans of `before` + the written segments of the text if that is what the pieces join to.
 * Bytes of `before` have an empty span at the text's start.
 */
function segmentSpans(
  text: string,
  joined: Uint8Array,
  before: string,
  segments: (text: string) => Iterable<string>,
  write: (segment: string) => string,
): ByteSpans | undefined {
  const start = new Int32Array(joined.length);
  const end = new Int32Array(joined.length);
  let byte = before.length;
  let unit = 0;
  if (joined.length < byte || (byte > 0 && joined[0] !== 0x20)) return undefined;
  for (const segment of segments(text)) {
    const bytes = encoder.encode(write(segment));
    for (const value of bytes) {
      if (joined[byte] !== value) return undefined;
      start[byte] = unit;
      end[byte] = unit + segment.length;
      byte++;
    }
    unit += segment.length;
  }
  return byte === joined.length ? { start, end } : undefined;
}

function spansOf(pieces: readonly Uint8Array[], bytes: ByteSpans): TokenSpans {
  const start = new Int32Array(pieces.length);
  const end = new Int32Array(pieces.length);
  let byte = 0;
  let last = 0;
  pieces.forEach((piece, index) => {
    if (piece.length === 0) {
      start[index] = last;
      end[index] = last;
      return;
    }
    start[index] = bytes.start[byte] ?? 0;
    byte += piece.length;
    last = bytes.end[byte - 1] ?? 0;
    end[index] = last;
  });
  return { start, end };
}

/** Tokens found one after another with nothing but white space between them. */
function withoutWhiteSpace(text: string, pieces: readonly Uint8Array[]): TokenSpans | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const start = new Int32Array(pieces.length);
  const end = new Int32Array(pieces.length);
  let unit = 0;
  for (const [index, piece] of pieces.entries()) {
    let word: string;
    try {
      word = decoder.decode(piece);
    } catch {
      return undefined;
    }
    while (!text.startsWith(word, unit) && /\s/u.test(text.charAt(unit))) unit++;
    if (!text.startsWith(word, unit)) return undefined;
    start[index] = unit;
    unit += word.length;
    end[index] = unit;
  }
  return /\S/u.test(text.slice(unit)) ? undefined : { start, end };
}
