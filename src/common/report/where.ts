import { formatNats } from '../format';
import { meanOf } from '../stats/estimate';
import { PlaceFinder } from '../text/places';
import { finish, rowByRow, type Steps } from '../steps';
import { mostDivergentRow } from '../divergent';
import { trustedFrom } from '../causality';
import { showTokens } from './mostDivergent';
import type { ReportDocument, ReportOptions } from './reportDocument';

/** Tokens over which divergence is averaged to find where it is highest: about two sentences. */
const stretch = 32;

/**
 * Where along the text the divergence is highest, in one sentence: the lines of the most divergent
 * stretch, or the token in a text shorter than three stretches. Empty where nothing is above the
 * noise floor.
 */
export function whereSentence(document: ReportDocument, options: ReportOptions): string {
  return finish(whereInSteps(document, options));
}

/** {@link whereSentence} in steps. */
export function* whereInSteps(document: ReportDocument, options: ReportOptions): Steps<string> {
  const { text, comparison } = document;
  const row = yield* mostDivergentRow(comparison);
  if (!((comparison.divergence.js[row] ?? 0) > trustedFrom(comparison.pair))) return '';
  if (comparison.scoredCount < 3 * stretch) {
    const [token] = showTokens(document, [row], options);
    return token === undefined
      ? ''
      : `Divergence is highest on line ${token.place.line}, column ${token.place.column} (${token.text}): ${token.divergence}.`;
  }
  const { js } = comparison.divergence;
  const meanFrom = (first: number): number => meanOf(js, first, first + stretch);
  let best = 0;
  let highest = meanFrom(0);
  yield* rowByRow(1, comparison.scoredCount - stretch + 1, (start, end) => {
    for (let first = start; first < end; first++) {
      const mean = meanFrom(first);
      if (mean > highest) [best, highest] = [first, mean];
    }
  });
  const places = new PlaceFinder(text);
  const from = places.at(comparison.tokens.start[best] ?? 0).line;
  const to = places.at(comparison.tokens.start[best + stretch - 1] ?? 0).line;
  const lines = from === to ? `line ${from}` : `lines ${from}–${to}`;
  return `Divergence is highest on ${lines}: ${formatNats(highest, options.unit)} per token on average there.`;
}
