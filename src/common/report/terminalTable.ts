import type { ShownAlternative, ShownToken } from './mostDivergent';
import { bold, faint, type TerminalStyle } from './terminalStyle';
import { cell } from './terminalText';

const widths = { token: 18, numbers: 18, probability: 8, gap: 2, indent: 2 };

/** Lines of one token: as many as alternatives are shown. */
const lineNumbers = [0, 1, 2];

/** Cells of the columns that depend on the terminal and on the tokens. */
interface Columns {
  readonly place: number;
  /** What one model predicts. */
  readonly side: number;
}

/**
 * The tokens with their numbers and, beside them, what each model finds most probable there; three
 * lines each, under one heading.
 */
export function tokenTable(
  tokens: readonly ShownToken[],
  style: TerminalStyle,
  width: number,
): string[] {
  const { token, numbers, gap, indent } = widths;
  const place = 1 + Math.max(5, ...tokens.map((shown) => placeOf(shown).length));
  const side = Math.floor((width - indent - place - token - numbers - gap) / 2);
  const head = [
    cell('', indent),
    cell('where', place),
    cell('token', token),
    cell('divergence', numbers),
    cell('base predicts', side + gap),
    'tuned predicts',
  ].join('');
  const rows = tokens.flatMap((shown) => [...tokenLines(shown, style, { place, side }), '']);
  return [faint(head, style), ...rows.slice(0, -1)];
}

function placeOf({ place }: ShownToken): string {
  return `${place.line}:${place.column}`;
}

function tokenLines(shown: ShownToken, style: TerminalStyle, { place, side }: Columns): string[] {
  const { base, tuned } = shown;
  const { token, numbers, gap, indent } = widths;
  const probabilities =
    base.probability === tuned.probability
      ? `${base.probability} both`
      : `${base.probability.replace(' %', '')} → ${tuned.probability}`;
  const own = [
    bold(cell(shown.text, token), style),
    faint(cell(probabilities, token), style),
    faint(cell(`rank ${base.rank} → ${tuned.rank}`, token), style),
  ];
  const ratio = `log ratio ${shown.logRatio.replace(/ [a-z]+$/, '')}`;
  const measures = [shown.divergence, ratio, shown.preference];
  return lineNumbers.map((index) =>
    [
      cell('', indent),
      cell(index === 0 ? placeOf(shown) : '', place),
      own[index] ?? '',
      cell(measures[index] ?? '', numbers),
      alternative(base.top[index], side),
      cell('', gap),
      alternative(tuned.top[index], side),
    ]
      .join('')
      .trimEnd(),
  );
}

function alternative(shown: ShownAlternative | undefined, side: number): string {
  if (shown === undefined) return cell('', side);
  const probability = Math.max(widths.probability, shown.probability.length + 1);
  return cell(shown.text, side - probability) + cell(shown.probability, probability, 'right');
}
