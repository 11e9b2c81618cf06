import { bestCondition, conditioning, type Conditioning } from '../analysis/conditioning';
import { isCausal } from '../causality';
import type { Comparison } from '../comparison';
import { formatAmount, fromNats, type DisplayUnit } from '../format';
import { linearAxis } from '../plot/axes';
import type { Plot } from '../plot/plot';
import { rowAxis } from '../plot/rowAxis';
import { thinned } from '../plot/thinning';
import { visibleToken } from '../text/tokenText';
import { conditioningExplanation } from './analysisExplanations';
import {
  conditioningCaveat,
  conditioningSentence,
  intervalText,
  prefixText,
  quotedPrefix,
  shareCell,
} from './conditioningSentences';
import { linesText, type SectionInput } from './sectionInput';
import type { SectionReport, SectionTable } from './sectionReport';

/** Pixels along the text for which the lines are drawn; more than any screen gives them. */
const plotWidth = 1600;

/** Tokens listed of those that a prefix explains most, and of those where it leads away. */
const listed = 5;

/** How much of the tuned model's shift a prefix explains that only the base reads. */
export function conditioningSection(input: SectionInput): SectionReport {
  const { comparison, conditions, unit } = input;
  const shown = conditions.at(-1);
  const head = {
    id: 'conditioning',
    title: 'Conditioning',
    explanation: conditioningExplanation,
    command: { id: 'steerscope.compareWithCondition', label: 'Compare with a Prefix…' },
  } as const;
  if (shown === undefined) {
    return {
      ...head,
      finding:
        'No prefix is compared yet: the base can read one before this text, to see how much of the tuned model’s shift conditioning explains.',
      caveat: '',
      views: [],
    };
  }
  const result = conditioning(comparison, shown);
  const hasNumbers = result.rows.length > 0 && isCausal(comparison.pair);
  return {
    ...head,
    finding: [conditioningSentence(comparison, shown, unit), ...bestSentence(input, shown)].join(
      ' ',
    ),
    caveat: conditioningCaveat(comparison, shown),
    views: hasNumbers
      ? [
          {
            label: 'along the text',
            plots: [{ plot: shiftPlot(input, shown, result), lines: 16, isAlongText: true }],
            tables: [prefixTable(input), tokenTable(input, shown, result)].filter(
              ({ rows }) => rows.length > 0,
            ),
          },
        ]
      : [],
  };
}

function bestSentence({ comparison, conditions }: SectionInput, shown: Comparison): string[] {
  const best = bestCondition(comparison, conditions);
  if (best === undefined || conditions.length < 2) return [];
  return best === shown
    ? [
        `Of the ${conditions.length} prefixes compared it has the largest share; the shares may be of different tokens.`,
      ]
    : [
        `Of the ${conditions.length} prefixes compared ${quotedPrefix(best)} has the largest share, ${shareCell(conditioning(comparison, best))}; the shares may be of different tokens.`,
      ];
}

/** The divergence from tuned to base, added up along the text, without and with the prefix. */
function shiftPlot(
  { comparison, unit }: SectionInput,
  shown: Comparison,
  { rows }: Conditioning,
): Plot {
  const count = comparison.scoredCount;
  const all = Array.from({ length: count }, (_, row) => row);
  const sums = (one: Comparison): Float64Array => {
    const column = new Float64Array(count);
    for (const row of rows) column[row] = fromNats(one.divergence.klTunedBase[row] ?? 0, unit);
    let sum = 0;
    return column.map((value) => (sum += value));
  };
  const without = sums(comparison);
  const withPrefix = sums(shown);
  const drawn = thinned(all, without, (row) => (row / count) * plotWidth);
  const at = (column: Float64Array): Float64Array =>
    Float64Array.from(drawn, (row) => column[row] ?? 0);
  return {
    description:
      'KL(tuned ‖ base) added up along the text, and the same with the prefix before the text for the base: where the second line rises less, the prefix explains the shift.',
    x: rowAxis({ first: 0, end: count }, comparison.firstToken),
    y: linearAxis(`Σ KL(tuned ‖ base), ${unit}`, [0, ...without, ...withPrefix], 6),
    layers: [
      { kind: 'line', role: 'base', x: drawn, y: at(without), width: 2, label: 'base' },
      {
        kind: 'line',
        role: 'base',
        x: drawn,
        y: at(withPrefix),
        width: 2,
        dashed: true,
        label: 'with prefix',
      },
    ],
  };
}

function prefixTable({ comparison, conditions, unit }: SectionInput): SectionTable {
  const results = conditions
    .map((condition) => ({ condition, result: conditioning(comparison, condition) }))
    .sort((one, other) => (other.result.share ?? -Infinity) - (one.result.share ?? -Infinity));
  return {
    caption: 'Prefixes, the largest share first; KL(tuned ‖ base) per token',
    columns: [
      { title: 'prefix', isNumber: false },
      { title: 'share', isNumber: true },
      { title: '95 % interval', isNumber: true },
      { title: `KL left, ${unit}`, isNumber: true },
      { title: 'tokens', isNumber: true },
    ],
    rows: results.map(({ condition, result }) => ({
      cells: [
        condition.condition === undefined ? '' : prefixText(condition.condition),
        shareCell(result),
        intervalText(result),
        formatAmount(fromNats(result.meanKlTunedConditioned, unit)),
        String(result.rows.length),
      ],
    })),
  };
}

function tokenTable(input: SectionInput, shown: Comparison, { rows }: Conditioning): SectionTable {
  const { comparison, unit } = input;
  const change = (row: number): number =>
    (comparison.divergence.klTunedBase[row] ?? 0) - (shown.divergence.klTunedBase[row] ?? 0);
  const ordered = Array.from(rows).sort((one, other) => change(other) - change(one));
  const explained = ordered.filter((row) => change(row) > 0).slice(0, listed);
  const opposed = ordered.filter((row) => change(row) < 0).slice(-listed);
  return {
    caption: `Tokens at which the prefix changes KL(tuned ‖ base) most (${unit})`,
    columns: [
      { title: 'token', isNumber: false },
      { title: 'where', isNumber: false },
      { title: 'without', isNumber: true },
      { title: 'with the prefix', isNumber: true },
    ],
    rows: [...explained, ...opposed].map((row) => ({
      cells: [
        visibleToken(comparison.pieces.get(comparison.tokens.id[row] ?? -1) ?? new Uint8Array()),
        linesText(input, row, row + 1),
        shownKl(comparison, row, unit),
        shownKl(shown, row, unit),
      ],
      target: row,
    })),
  };
}

function shownKl({ divergence }: Comparison, row: number, unit: DisplayUnit): string {
  return formatAmount(fromNats(divergence.klTunedBase[row] ?? 0, unit));
}
