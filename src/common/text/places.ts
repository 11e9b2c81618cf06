/** A place in a text as editors count it: both from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds lines and columns of offsets in one text; lines end as in VS Code (CRLF, LF or CR). */
export class PlaceFinder {
  private readonly lineStarts: readonly number[];

  constructor(text: string) {
    this.lineStarts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), lineStartAfter)];
  }

  /** The place of an offset in UTF-16 code units. */
  at(offset: number): Place {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }
}

function lineStartAfter(lineBreak: RegExpExecArray): number {
  return lineBreak.index + lineBreak[0].length;
}
