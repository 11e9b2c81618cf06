import { trustedFrom } from '../causality';
import { logRatio, type Comparison } from '../comparison';
import { hasLittleContext, isDivergent } from '../divergent';
import { heatStep } from '../scale';
import { preferenceOf } from '../sentences';

/** A stretch of the text that is drawn in one way. */
export interface Segment {
  /** UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** How the token is drawn; undefined for text without a scored token. */
  readonly token: SegmentToken | undefined;
}

export interface SegmentToken {
  /** The row that is drawn: of several tokens that share characters, the most divergent. */
  readonly row: number;
  /** Step of the divergence, 0 to 7. */
  readonly step: number;
  /** 1 where tuned favours the token, −1 where it avoids it, 0 without a preference. */
  readonly direction: -1 | 0 | 1;
  readonly divergent: boolean;
  readonly littleContext: boolean;
}

/**
 * Cuts the whole text into consecutive segments, so that joining them gives the text again. Tokens
 * that share a character share a segment; text between tokens or not scored has segments without one.
 */
export function segmentsOf(comparison: Comparison, thresholdNats: number): Segment[] {
  const { tokens, scoredCount, utf16Length, divergence } = comparison;
  const segments: Segment[] = [];
  let drawn = 0;
  let row = 0;
  while (row < scoredCount) {
    const start = Math.max(drawn, tokens.start[row] ?? 0);
    let end = tokens.end[row] ?? start;
    let strongest = row;
    row++;
    while (row < scoredCount && (tokens.start[row] ?? end) < end) {
      end = Math.max(end, tokens.end[row] ?? end);
      if ((divergence.js[row] ?? 0) > (divergence.js[strongest] ?? 0)) strongest = row;
      row++;
    }
    if (start > drawn) segments.push({ start: drawn, end: start, token: undefined });
    if (end > start) {
      segments.push({ start, end, token: drawnToken(comparison, strongest, thresholdNats) });
    }
    drawn = Math.max(drawn, end);
  }
  if (drawn < utf16Length) segments.push({ start: drawn, end: utf16Length, token: undefined });
  return segments;
}

function drawnToken(comparison: Comparison, row: number, thresholdNats: number): SegmentToken {
  const js = comparison.divergence.js[row] ?? 0;
  const ratio = logRatio(comparison, row);
  const preference = preferenceOf(ratio);
  return {
    row,
    step: js > trustedFrom(comparison.pair) ? heatStep('js', js) : 0,
    direction: preference === 'no preference' ? 0 : ratio > 0 ? 1 : -1,
    divergent: isDivergent(comparison, row, thresholdNats),
    littleContext: hasLittleContext(comparison, row),
  };
}
