import type { Comparison } from '../comparison';
import type { DisplayUnit } from '../format';
import { linesOfOffsets } from '../text/linesOfOffsets';

/** What sections are made from: a comparison, and the text that its rows lie in. */
export interface SectionInput {
  readonly comparison: Comparison;
  /** The same text with prefixes that the base reads first; the last one is shown. */
  readonly conditions: readonly Comparison[];
  /** The text as it was scored, or as it is now if the spans have been moved along. */
  readonly text: string;
  /** Spans of the scored rows in that text, UTF-16 code units. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Line of each scored row, from 1. */
  readonly lines: Int32Array;
  readonly unit: DisplayUnit;
}

/** The input of a comparison and the text that was scored. */
export function sectionInput(
  comparison: Comparison,
  text: string,
  unit: DisplayUnit,
  conditions: readonly Comparison[] = [],
): SectionInput {
  const starts = comparison.tokens.start.subarray(0, comparison.scoredCount);
  const ends = comparison.tokens.end.subarray(0, comparison.scoredCount);
  return { comparison, conditions, text, starts, ends, lines: linesOfOffsets(text, starts), unit };
}

/** Longest excerpt, in characters. */
const longestExcerpt = 40;

/** The beginning of a stretch of rows as text for a table: white space as single spaces. */
export function excerptOf(
  { text, starts, ends }: SectionInput,
  first: number,
  end: number,
): string {
  const covered = text.slice(starts[first] ?? 0, ends[end - 1] ?? 0);
  const words = covered.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu, ' ').trim();
  const characters = Array.from(words);
  return characters.length <= longestExcerpt
    ? words
    : `${characters
        .slice(0, longestExcerpt - 1)
        .join('')
        .trimEnd()}…`;
}

/** Lines of rows in words: `line 7`, `lines 7 to 9`. */
export function linesText({ lines }: SectionInput, first: number, end: number): string {
  const from = lines[first] ?? 1;
  const to = lines[end - 1] ?? from;
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}
