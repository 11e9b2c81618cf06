import { trustedFrom } from '../causality';
import { logRatio } from '../comparison';
import type { ModelColumns } from '../statisticsColumns';
import { isDivergent } from '../divergent';
import { formatNats, formatProbability, formatSignedNats, type DisplayUnit } from '../format';
import { readingAt, type Reading } from '../sentences';
import { PlaceFinder, type Place } from '../text/places';
import { visibleToken } from '../text/tokenText';
import type { ReportDocument, ReportOptions } from './reportDocument';

/** An alternative as it is shown. */
export interface ShownAlternative {
  readonly text: string;
  readonly probability: string;
}

/** A token as the reports for reading show it. */
export interface ShownToken {
  readonly row: number;
  readonly place: Place;
  readonly text: string;
  readonly divergence: string;
  readonly logRatio: string;
  readonly preference: Reading;
  readonly divergent: boolean;
  readonly base: ShownModel;
  readonly tuned: ShownModel;
}

export interface ShownModel {
  /** Probability of the token that is there. */
  readonly probability: string;
  readonly rank: number;
  readonly entropy: string;
  readonly top: readonly ShownAlternative[];
}

/** Alternatives of each model that the reports for reading show. */
const shownAlternatives = 3;

/**
 * Rows above the noise floor, the largest divergence first; rows that are equal stay in the order of
 * the text.
 */
export function mostDivergentRows({ comparison }: ReportDocument, count: number): number[] {
  const { js } = comparison.divergence;
  return Array.from({ length: comparison.scoredCount }, (_, row) => row)
    .filter((row) => (js[row] ?? 0) > trustedFrom(comparison.pair))
    .sort((a, b) => (js[b] ?? 0) - (js[a] ?? 0) || a - b)
    .slice(0, count);
}

/** The given rows as they are shown. */
export function showTokens(
  { text, comparison }: ReportDocument,
  rows: readonly number[],
  { unit, thresholdNats }: ReportOptions,
): ShownToken[] {
  const places = new PlaceFinder(text);
  const { tokens, base, tuned, divergence, pieces, settings } = comparison;
  const textOf = (id: number): string => visibleToken(pieces.get(id) ?? new Uint8Array());
  const model = (columns: ModelColumns, row: number): ShownModel => ({
    probability: formatProbability(Math.exp(-(columns.surprisal[row] ?? 0))),
    rank: columns.rank[row] ?? 0,
    entropy: formatEntropy(columns.entropy[row] ?? 0, unit),
    top: Array.from({ length: Math.min(shownAlternatives, settings.topK) }, (_, place) => ({
      text: textOf(columns.topIds[row * settings.topK + place] ?? -1),
      probability: formatProbability(columns.topProbabilities[row * settings.topK + place] ?? 0),
    })),
  });
  return rows.map((row) => ({
    row,
    place: places.at(tokens.start[row] ?? 0),
    text: textOf(tokens.id[row] ?? -1),
    divergence: formatNats(divergence.js[row] ?? 0, unit),
    logRatio: formatSignedNats(logRatio(comparison, row), unit),
    preference: readingAt(comparison, row),
    divergent: isDivergent(comparison, row, thresholdNats),
    base: model(base, row),
    tuned: model(tuned, row),
  }));
}

function formatEntropy(nats: number, unit: DisplayUnit): string {
  return formatNats(nats, unit, 1);
}
