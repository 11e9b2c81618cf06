import { trustedFrom } from '../causality';
import { turningPoint } from '../attractors/turningPoint';
import { logRatio } from '../comparison';
import {
  formatNats,
  formatProbability,
  formatSignedNats,
  unitLabel,
  type DisplayUnit,
} from '../format';
import { heatBrush, isFaint, type HeatBrush, type HeatOptions } from '../heat';
import { metricOf, type MetricColumns } from '../metrics';
import { metricNumber } from '../sentences';
import { decodePiece, visibleText, visibleToken } from '../text/tokenText';
import type { Continuation, ContinuationStatistics, SampleSet } from './continuation';

/** A token of a continuation as it is shown, or the tokens that share a character. */
export interface ShownToken {
  /** As it is in the text; line ends and control characters are signs. */
  readonly text: string;
  /** Step of the chosen metric; undefined for none. */
  readonly heat: HeatBrush | undefined;
  /** Whether others are to stand out: a border would hide those. */
  readonly isFaint: boolean;
  /** Whether it is divergent, and in which direction. */
  readonly mark: 'favoured' | 'avoided' | undefined;
  /** Its numbers in words. */
  readonly title: string;
  /** Whether the continuation leaves here what the base expects. */
  readonly isTurn: boolean;
}

/** What decides how tokens are shown; the same as for the document. */
export interface ShownTokensOptions extends HeatOptions {
  readonly unit: DisplayUnit;
  /** Divergence in nats from which a token is divergent. */
  readonly threshold: number;
}

/** The tokens of a continuation, coloured as the editor colours those of a document. */
export function shownTokens(
  { ids, statistics, end }: Continuation,
  { pair, pieces }: SampleSet,
  options: ShownTokensOptions,
): ShownToken[] {
  const turn = turningPoint(statistics);
  const trusted = trustedFrom(pair);
  const isDivergent = (token: number): boolean => {
    const js = statistics.js[token] ?? 0;
    return js >= options.threshold && js > trusted;
  };
  const value = (token: number): number =>
    metricOf(options.metric).valueAt(columnsOf(statistics), token);
  const shown: ShownToken[] = [];
  for (let first = 0; first < ids.length;) {
    const { text, next } = characterAt(ids, first, pieces);
    const tokens = Array.from({ length: next - first }, (_, index) => first + index);
    const strongest = tokens.reduce((best, token) =>
      Math.abs(value(token)) > Math.abs(value(best)) ? token : best,
    );
    const divergent = tokens.find(isDivergent);
    const isEnd = end === 'document' && next === ids.length;
    shown.push({
      text: isEnd ? '⟨end of document⟩' : text,
      heat: heatBrush(options, value(strongest), divergent !== undefined),
      isFaint: isFaint(options, divergent !== undefined),
      mark:
        divergent === undefined
          ? undefined
          : logRatio(statistics, divergent) < 0
            ? 'avoided'
            : 'favoured',
      title: titleOf(statistics, divergent ?? strongest, divergent !== undefined, options),
      isTurn: turn !== undefined && turn >= first && turn < next,
    });
    first = next;
  }
  return shown;
}

function columnsOf(statistics: ContinuationStatistics): MetricColumns {
  return { base: statistics.base, tuned: statistics.tuned, divergence: statistics };
}

/** The text of a token, together with those after it that it shares a character with. */
function characterAt(
  ids: Int32Array,
  first: number,
  pieces: SampleSet['pieces'],
): { readonly text: string; readonly next: number } {
  const bytes: number[] = [];
  // The longest character has four bytes, so more tokens than that share none.
  for (let next = first + 1; next <= Math.min(ids.length, first + 4); next++) {
    bytes.push(...(pieces.get(ids[next - 1] ?? -1) ?? []));
    const text = decodePiece(Uint8Array.from(bytes));
    if (text !== undefined) return { text: readable(text), next };
  }
  return {
    text: visibleToken(pieces.get(ids[first] ?? -1) ?? new Uint8Array()),
    next: first + 1,
  };
}

/** Text that reads as text: spaces stay spaces, line ends stay and are marked, the rest is signs. */
function readable(text: string): string {
  return visibleText(text.replaceAll('\r\n', '\n')).replaceAll('␣', ' ').replaceAll('⏎', '⏎\n');
}

function titleOf(
  statistics: ContinuationStatistics,
  token: number,
  isDivergent: boolean,
  { metric: id, unit }: ShownTokensOptions,
): string {
  const chance = (model: 'base' | 'tuned'): string =>
    formatProbability(Math.exp(-(statistics[model].surprisal[token] ?? 0)));
  const metric = metricOf(id);
  const value = metricNumber(metric, unit, metric.valueAt(columnsOf(statistics), token));
  const measure = metric.unit === 'probability' ? '' : ` ${unitLabel(metric.unit, unit)}`;
  return [
    `base ${chance('base')}, tuned ${chance('tuned')}`,
    `log ratio ${formatSignedNats(logRatio(statistics, token), unit)}`,
    `divergence ${formatNats(statistics.js[token] ?? 0, unit)}${isDivergent ? ', divergent' : ''}`,
    `KL(tuned ‖ base) ${formatNats(statistics.klTunedBase[token] ?? 0, unit)}`,
    ...(alwaysNamed.has(id) ? [] : [`${metric.label} ${value}${measure}`]),
  ].join(' · ');
}

/** Metrics that a token's words have whatever is chosen. */
const alwaysNamed: ReadonlySet<HeatOptions['metric']> = new Set(['js', 'logRatio', 'klTunedBase']);
