import { trustedFrom } from '../causality';
import { littleContext } from '../divergent';
import { explanationOf } from '../explanations';
import { formatNumber, formatProbability } from '../format';
import type { PanelMixture, PanelSnapshot } from '../protocol/panel';
import { figuresOf, logRatioOf, type PanelToken } from '../protocol/panelToken';
import type { SectionReport, SectionTable } from '../sections/sectionReport';
import { readingOf, tokens as countOfTokens } from '../sentences';
import { probabilityText } from './bars';
import { probabilitiesOf, type Candidate } from './mergeTop';
import { supposedAt, textIn } from './supposed';
import { tokenFigureTables } from './tokenFigures';
import { tokenPlot } from './tokenPlot';
import type { Tokens } from './tokens';

/**
 * One token as a report: what the models expected there, and its numbers.
 *
 * @param supposed of the what-if column
 */
export function tokenReport(
  { unit }: Pick<PanelSnapshot, 'unit'>,
  tokens: Tokens,
  token: PanelToken,
  { lambda, mixture }: SupposedLambda,
): SectionReport<'token'> {
  const { row } = token;
  const actual = tokens.result.columns.id[row] ?? -1;
  const { candidates, probabilities } = supposedAt(token, actual, lambda, mixture);
  const names = candidateNames(tokens, token, candidates, mixture);
  const supposed =
    lambda === undefined || probabilities === undefined
      ? undefined
      : { lambda, of: probabilities, isExact: mixture !== undefined };
  const place = `Token ${tokens.number(row)} of ${tokens.result.tokenCount}, line ${tokens.line(row)}`;
  return {
    id: 'token',
    title: 'Token',
    finding: `${place}: \u2068${tokens.text(row)}\u2069 ${tokenFinding(tokens, token)}`,
    caveat: tokenNotes(tokens, token).join(' '),
    views: [
      {
        label: 'next token',
        plots: [{ plot: tokenPlot(names, candidates, supposed), lines: 18, isAlongText: false }],
        tables: [
          candidateTable(names, candidates, supposed),
          ...tokenFigureTables(tokens.result.noiseFloor, token, unit),
        ],
      },
    ],
    explanation: explanationOf('token'),
  };
}

/** Candidates as they are shown, in their order. */
function candidateNames(
  tokens: Tokens,
  { ids, texts }: PanelToken,
  candidates: readonly Candidate[],
  mixture: PanelMixture | undefined,
): readonly string[] {
  const names = new Map(Array.from(ids, (id, index) => [id, texts[index] ?? '']));
  return candidates.map(({ id }) => names.get(id) ?? (textIn(mixture, id) || tokens.textOf(id)));
}

/** What both models gave to a token, after its name. */
export function tokenFinding({ result }: Tokens, token: PanelToken): string {
  const figures = figuresOf(token);
  const base = formatProbability(Math.exp(-figures.baseSurprisal));
  const tuned = formatProbability(Math.exp(-figures.tunedSurprisal));
  const reading = readingOf(figures.js, logRatioOf(figures), trustedFrom(result));
  return `${base} under base, ${tuned} under tuned: ${reading}.`;
}

/** What has to be known of a token; empty where nothing has. */
export function tokenNotes(tokens: Tokens, token: PanelToken): readonly string[] {
  const { row, sharedCharacter: shared } = token;
  const { contextLength } = figuresOf(token);
  const { conditioned } = tokens.result;
  return [
    ...(shared
      ? [
          `Token ${row - shared.firstRow + 1} of ${shared.rowCount} of the character \u2068${shared.text}\u2069.`,
        ]
      : []),
    ...(conditioned
      ? [
          `With prefix: base after \u2068“${conditioned.prefix}”\u2069${token.conditioned ? '.' : ', which has no numbers for this token.'}`,
        ]
      : []),
    ...(tokens.isStale(row) ? ['Stale: the text before this token was edited since.'] : []),
    ...(contextLength < littleContext
      ? [`Little context: both models saw only ${countOfTokens(contextLength)} before it.`]
      : []),
  ];
}

/** λ of the what-if column, and its probabilities in the order of the candidates. */
export interface Supposed {
  readonly lambda: number;
  /** Undefined for a candidate that is part of the rest. */
  readonly of: readonly (number | undefined)[];
  /** Whether they are of the whole vocabulary, not of the stored tokens alone. */
  readonly isExact: boolean;
}

/** The what-if column that is shown. */
export interface SupposedLambda {
  /** Undefined where there is none. */
  readonly lambda: number | undefined;
  /** What was computed over the whole vocabulary; undefined where nothing was. */
  readonly mixture: PanelMixture | undefined;
}

function candidateTable(
  names: readonly string[],
  candidates: readonly Candidate[],
  supposed: Supposed | undefined,
): SectionTable {
  const hasThird = candidates.some(({ conditioned }) => conditioned !== undefined);
  return {
    caption: 'Most probable next tokens',
    columns: [
      { title: 'next token', isNumber: false },
      { title: 'base', isNumber: true },
      ...(hasThird ? [{ title: 'with prefix', isNumber: true }] : []),
      { title: 'tuned', isNumber: true },
      ...(supposed
        ? [
            {
              title: `λ ${formatNumber(supposed.lambda, 2)}, ${supposed.isExact ? 'whole vocabulary' : 'truncated'}`,
              isNumber: true,
            },
          ]
        : []),
      { title: 'in the text', isNumber: false },
    ],
    rows: candidates.map((candidate, index) => {
      const value = supposed?.of[index];
      return {
        cells: [
          names[index] ?? '',
          ...probabilitiesOf(candidate).map(probabilityText),
          ...(supposed ? [value === undefined ? 'in the rest' : formatProbability(value)] : []),
          candidate.isActual ? 'the token that is there' : '',
        ],
      };
    }),
  };
}
