import { explanationOf } from '../explanations';
import { unitLabel } from '../format';
import { metricOf } from '../metrics';
import type { PanelSnapshot } from '../protocol/panel';
import type { RowRange } from '../rowRanges';
import type { SectionReport, SectionTable } from '../sections/sectionReport';
import { metricNumber } from '../sentences';
import { alongPlot, shownCondition } from './alongPlot';
import { blocksOf, meanOf } from './blocks';
import type { Tokens } from './tokens';

/** Most lines of the table that stands for the chart. */
const tableLength = 100;

/** CSS pixels of the chart, which decide how many marks it has room for. */
const chartWidth = 600;

/** The chart along the document as a report, of the rows that it shows. */
export function alongReport(
  snapshot: Pick<PanelSnapshot, 'metric' | 'unit'>,
  tokens: Tokens,
  range: RowRange,
): SectionReport<'along'> {
  const { metric, unit } = snapshot;
  const { plot, lines } = alongPlot({ tokens, metric, unit, range, width: chartWidth });
  return {
    id: 'along',
    title: 'Along the document',
    finding: tokens.result.along,
    caveat: '',
    views: [
      {
        label: metricOf(metric).label,
        plots: [{ plot, lines, isAlongText: true }],
        tables: [alongTable(snapshot, tokens, range)],
      },
    ],
    explanation: explanationOf('along'),
  };
}

/** The table that stands for the chart along the document: stretches with their means and extremes. */
export function alongTable(
  { metric: id, unit }: Pick<PanelSnapshot, 'metric' | 'unit'>,
  tokens: Tokens,
  range: RowRange,
): SectionTable {
  const metric = metricOf(id);
  const { result } = tokens;
  const values = result.columns.metric;
  const conditioned = shownCondition(result, id);
  const suffix = metric.unit === 'probability' ? '' : `, ${unitLabel(metric.unit, unit)}`;
  const number = (value: number): string => metricNumber(metric, unit, value);
  const withPrefix = (first: number, end: number): string => {
    const known = conditioned?.subarray(first, end);
    return known === undefined || known.length < end - first ? '' : number(meanOf(known));
  };
  return {
    caption: 'Table of this chart',
    columns: [
      { title: 'tokens', isNumber: false },
      { title: 'line', isNumber: true },
      { title: `mean ${metric.label}${suffix}`, isNumber: true },
      ...(conditioned === undefined ? [] : [{ title: `with prefix${suffix}`, isNumber: true }]),
      { title: metric.kind === 'diverging' ? 'furthest from 0' : 'highest', isNumber: false },
      { title: `its value${suffix}`, isNumber: true },
    ],
    rows: blocksOf(values, range, tableLength).map(({ first, end, mean, strongest }) => {
      const name = String(tokens.number(first));
      return {
        cells: [
          end - first > 1 ? `${name} to ${tokens.number(end - 1)}` : name,
          String(tokens.line(first)),
          number(mean),
          ...(conditioned === undefined ? [] : [withPrefix(first, end)]),
          tokens.text(strongest),
          number(values[strongest] ?? 0),
        ],
        target: strongest,
      };
    }),
  };
}
