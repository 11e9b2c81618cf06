import stringWidth from 'string-width';
import { safeGrapheme } from './safeText';

/** What is drawn together and never split, with the cells it takes. */
export interface Glyph {
  readonly text: string;
  readonly width: number;
  /** Whether a line may end after it. */
  readonly breaks: boolean;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The glyphs of a text without line breaks. Control and format characters, lone surrogates and tabs
 * become visible marks, so that nothing in a document can steer the terminal.
 */
export function glyphsOf(text: string): Glyph[] {
  return Array.from(graphemes.segment(text), ({ segment }) => {
    const shown = safeGrapheme(segment);
    const breaks = /^\s$/u.test(segment) || (shown.length <= 2 && stringWidth(shown) === 2);
    return { text: shown, width: stringWidth(shown), breaks };
  });
}

/** Cells that a text takes on a terminal. */
export function widthOfText(text: string): number {
  return stringWidth(text);
}

/** A text as it may go to a terminal, cut with an ellipsis to `width` cells and filled up to them. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitted = fit(text, width);
  const fill = ' '.repeat(Math.max(0, width - stringWidth(fitted)));
  return align === 'left' ? `${fitted}${fill}` : `${fill}${fitted}`;
}

function fit(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = stringWidth(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}

/** Breaks a sentence at spaces into lines of at most `width` cells; longer words stay whole. */
export function wrapWords(sentence: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
