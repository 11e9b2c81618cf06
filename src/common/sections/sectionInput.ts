import type { Comparison } from '../comparison';
import type { DisplayUnit } from '../format';
import { finish, type Steps } from '../steps';
import { linesInSteps } from '../text/linesOfOffsets';

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
  return finish(inputInSteps(comparison, text, unit, conditions));
}

/** {@link sectionInput} in steps. */
export function* inputInSteps(
  comparison: Comparison,
  text: string,
  unit: DisplayUnit,
  conditions: readonly Comparison[] = [],
): Steps<SectionInput> {
  const starts = comparison.tokens.start.subarray(0, comparison.scoredCount);
  const ends = comparison.tokens.end.subarray(0, comparison.scoredCount);
  const lines = yield* linesInSteps(text, starts);
  return { comparison, conditions, text, starts, ends, lines, unit };
}

/** Longest excerpt, in characters. */
const longestExcerpt = 40;

/** The beginning of a stretch of rows as text for a table: white space as single spaces. */
export function excerptOf(
  { text, starts, ends }: SectionInput,
  first: number,
  end: number,
): string {
  const from = starts[first] ?? 0;
  const to = ends[end - 1] ?? 0;
  // White space may take any length, so that more is looked at until there is enough.
  for (let length = 4 * longestExcerpt; ; length *= 2) {
    const covered = text.slice(from, Math.min(to, from + length));
    const words = covered.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu, ' ').trim();
    const characters = Array.from(words);
    const isAll = from + length >= to;
    if (isAll && characters.length <= longestExcerpt) return words;
    // The last one may be half of a character.
    if (!isAll && characters.length <= longestExcerpt + 1) continue;
    return `${characters
      .slice(0, longestExcerpt - 1)
      .join('')
      .trimEnd()}…`;
  }
}

/** Lines of rows in words: `line 7`, `lines 7 to 9`. */
export function linesText({ lines }: SectionInput, first: number, end: number): string {
  const from = lines[first] ?? 1;
  const to = lines[end - 1] ?? from;
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}
