import { argmaxShift, observedShift, type ShiftClasses } from '../analysis/shiftClasses';
import { formatProbability } from '../format';
import { linearAxis } from '../plot/axes';
import type { Plot, PlotLayer } from '../plot/plot';
import { rowAxis } from '../plot/rowAxis';
import { tokens } from '../sentences';
import type { RowRange } from '../rowRanges';
import type { Steps } from '../steps';
import type { SectionInput } from './sectionInput';
import type { SectionTable, SectionView } from './sectionReport';

/** Parts of the text of which each has a bar. */
const parts = 10;

/** Fewest tokens of a part. */
const shortestPart = 8;

/**
 * Token distribution shift in the classes of URIAL: where the base ranks what the tuned model would
 * write next. None where too few alternatives were kept to tell.
 */
export function* shiftView({ comparison }: SectionInput): Steps<readonly SectionView[]> {
  const { scoredCount, firstToken } = comparison;
  const whole = { first: 0, end: scoredCount };
  const argmax = yield* argmaxShift(comparison, whole);
  if (argmax === undefined) return [];
  const count = Math.max(1, Math.min(parts, Math.floor(scoredCount / shortestPart)));
  const edge = (part: number): number => Math.floor((part * scoredCount) / count);
  const ranges = Array.from({ length: count }, (_, part) => ({
    first: edge(part),
    end: edge(part + 1),
  }));
  const classes: ShiftClasses[] = [];
  for (const rows of ranges) {
    yield;
    classes.push((yield* argmaxShift(comparison, rows)) ?? argmax);
  }
  yield;
  const observed = yield* observedShift(comparison, whole);
  return [
    {
      label: 'URIAL classes',
      finding: shiftSentence(argmax),
      caveat: shiftCaveat,
      plots: [{ plot: shiftPlot(ranges, classes, firstToken), lines: 15, isAlongText: true }],
      tables: [classTable(argmax, observed)],
    },
  ];
}

const shiftCaveat =
  'The classes are of what the tuned model would write next in this text; published shares are of its own answers.';

/** What classes the tuned model's first choices are in, in a sentence. */
export function shiftSentence(classes: ShiftClasses): string {
  const count = total(classes);
  if (count === 0) return 'No token is scored: there is nothing to class.';
  const of = (part: number): string => share(part, count);
  const { unshifted, marginal, shifted } = classes;
  return `Of the tuned model’s first choices at ${tokens(count)} the base ranks ${of(unshifted)} first too (unshifted), ${of(marginal)} second or third (marginal) and ${of(shifted)} lower (shifted).`;
}

function shiftPlot(
  ranges: readonly RowRange[],
  classes: readonly ShiftClasses[],
  firstToken: number,
): Plot {
  const share = (of: (part: ShiftClasses) => number): number[] =>
    classes.map((part) => (100 * of(part)) / Math.max(1, total(part)));
  const shifted = share((part) => part.shifted);
  const both = share((part) => part.shifted + part.marginal);
  const bars = (
    role: 'tuned' | 'base',
    from: readonly number[],
    to: readonly number[],
    label: string,
  ): PlotLayer => ({
    kind: 'bars',
    role,
    left: ranges.map(({ first, end }) => first - 0.5 + 0.06 * (end - first)),
    right: ranges.map(({ first, end }) => end - 0.5 - 0.06 * (end - first)),
    from,
    to,
    hollow: role === 'base',
    label,
  });
  const last = ranges.at(-1)?.end ?? 0;
  return {
    description:
      'Share of tokens at which the base ranks the tuned model’s first choice fourth or lower (shifted) and second or third (marginal), by tenths of the text.',
    x: rowAxis({ first: 0, end: last }, firstToken),
    y: linearAxis('share of tokens, %', [0, ...both], 4),
    layers: [
      bars(
        'tuned',
        shifted.map(() => 0),
        shifted,
        'shifted',
      ),
      bars('base', shifted, both, 'marginal'),
    ],
  };
}

function classTable(argmax: ShiftClasses, observed: ShiftClasses): SectionTable {
  const row = (name: string, of: (classes: ShiftClasses) => number) => ({
    cells: [name, ...[argmax, observed].map((classes) => share(of(classes), total(classes)))],
  });
  return {
    caption: 'Token distribution shift',
    columns: [
      { title: 'base rank', isNumber: false },
      { title: 'of tuned’s first choice', isNumber: true },
      { title: 'of the token that is there', isNumber: true },
    ],
    rows: [
      row('1: unshifted', ({ unshifted }) => unshifted),
      row('2 or 3: marginal', ({ marginal }) => marginal),
      row('4 or more: shifted', ({ shifted }) => shifted),
    ],
  };
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : formatProbability(part / whole);
}

function total({ unshifted, marginal, shifted }: ShiftClasses): number {
  return unshifted + marginal + shifted;
}
