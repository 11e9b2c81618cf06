import { visibleText } from '../text/tokenText';
import type { ReportDocument } from './reportDocument';
import { segmentsOf, type Segment } from './segments';
import { faint, plain, tokenStyle, type TerminalStyle } from './terminalStyle';
import { glyphsOf, type Glyph } from './terminalText';

/** A glyph with the escape sequence that draws it. */
interface StyledGlyph extends Glyph {
  readonly style: string;
}

/** Fewest cells for text beside the line numbers, however narrow the terminal. */
const leastWidth = 20;

/**
 * The text with its tokens drawn, as lines with line numbers before them. Lines longer than `width`
 * cells continue on the next; they break after white space where there is some, and never inside a
 * character.
 */
export function terminalBody(
  { text, comparison }: ReportDocument,
  thresholdNats: number,
  style: TerminalStyle,
  width: number,
): string[] {
  const writer = new LineWriter(style);
  for (const segment of segmentsOf(comparison, thresholdNats)) {
    writer.write(text.slice(segment.start, segment.end), segment.token);
  }
  const lines = writer.end();
  const digits = String(lines.length).length;
  const room = Math.max(leastWidth, width - digits - 5);
  const rule = faint('│', style);
  return lines.flatMap((line, index) =>
    wrap(line, room).map((part, place) => {
      const number = (place === 0 ? String(index + 1) : '').padStart(digits);
      return `  ${faint(number, style)} ${rule} ${drawn(part)}`.trimEnd();
    }),
  );
}

/** Collects the glyphs of a text, token by token, into lines. */
class LineWriter {
  private readonly lines: StyledGlyph[][] = [[]];
  /** Whether the last thing written was a carriage return: a line feed then adds no line. */
  private afterReturn = false;

  constructor(private readonly style: TerminalStyle) {}

  write(text: string, token: Segment['token']): void {
    const escape = token === undefined ? '' : tokenStyle(token, this.style);
    const divergent = token?.divergent === true;
    const [, before = '', inside = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
    if (divergent && this.style.colour === 'none') {
      const sign = ['−', '', '+'][token.direction + 1] ?? '';
      // White space around a token stays outside of its brackets, unless there is nothing else.
      this.put(inside === '' ? `[${sign}${marks(text)}]` : `${before}[${sign}${inside}]${after}`);
      if (inside === '') this.put(text.replace(/[^\r\n]/g, ''));
    } else if (inside === '') {
      this.put(text, escape, divergent);
    } else {
      this.put(before);
      this.put(inside, escape, divergent);
      this.put(after);
    }
  }

  /** The lines; a line break at the end of the text begins no further one. */
  end(): readonly StyledGlyph[][] {
    const last = this.lines.at(-1);
    return this.lines.length > 1 && last?.length === 0 ? this.lines.slice(0, -1) : this.lines;
  }

  private put(text: string, escape = '', showBreaks = false): void {
    for (const part of text.split(/(\r\n|\r|\n)/)) {
      if (part === '') continue;
      if (/^[\r\n]/.test(part)) {
        if (showBreaks) this.append('⏎', escape);
        if (part !== '\n' || !this.afterReturn) this.lines.push([]);
        this.afterReturn = part === '\r';
      } else {
        this.append(part, escape);
        this.afterReturn = false;
      }
    }
  }

  private append(text: string, escape: string): void {
    for (const glyph of glyphsOf(text)) this.lines.at(-1)?.push({ ...glyph, style: escape });
  }
}

function marks(whiteSpace: string): string {
  return visibleText(whiteSpace.replace(/\r\n?/g, '\n'));
}

/** Cuts a line into parts of at most `width` cells, white space at their ends not counted. */
function wrap(line: readonly StyledGlyph[], width: number): StyledGlyph[][] {
  const parts: StyledGlyph[][] = [];
  let start = 0;
  do {
    let used = 0;
    let end = start;
    let cut = start;
    for (; end < line.length; end++) {
      const glyph = line[end];
      if (glyph === undefined || (used + glyph.width > width && glyph.text !== ' ')) break;
      used += glyph.width;
      if (glyph.breaks) cut = end + 1;
    }
    if (end === line.length) cut = end;
    else if (cut === start) cut = Math.max(end, start + 1);
    parts.push(line.slice(start, cut));
    start = cut;
  } while (start < line.length);
  return parts;
}

function drawn(line: readonly StyledGlyph[]): string {
  let text = '';
  let current = '';
  for (const glyph of line) {
    if (glyph.style !== current) {
      text += (current === '' ? '' : plain) + glyph.style;
      current = glyph.style;
    }
    text += glyph.text;
  }
  return current === '' ? text : text + plain;
}
