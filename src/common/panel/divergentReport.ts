import { explanationOf } from '../explanations';
import { formatNumber, formatSigned, fromNats, unitLabel } from '../format';
import { metricOf, type Metric, type MetricId } from '../metrics';
import type { PanelSnapshot } from '../protocol/panel';
import type { PanelSort } from '../protocol/panelMemory';
import type { SectionReport, SectionTable } from '../sections/sectionReport';
import { divergentSentence, limitsText, metricNumber } from '../sentences';
import { sortedDivergentRows } from './sortRows';
import type { Tokens } from './tokens';

/** The divergent tokens as a report: all of them, in the order of the table. */
export function divergentReport(
  snapshot: Pick<PanelSnapshot, 'metric' | 'unit'>,
  tokens: Tokens,
  sort: PanelSort,
): SectionReport<'divergent'> {
  const rows = sortedDivergentRows(tokens, sort);
  return {
    id: 'divergent',
    title: 'Most divergent tokens',
    finding: divergentFinding(snapshot, tokens),
    caveat: '',
    views:
      rows.length === 0
        ? []
        : [{ label: 'tokens', plots: [], tables: [divergentTable(snapshot, tokens, rows)] }],
    explanation: explanationOf('mostDivergent'),
  };
}

/** How many tokens diverge, and in which direction. */
export function divergentFinding({ unit }: Pick<PanelSnapshot, 'unit'>, tokens: Tokens): string {
  const { result } = tokens;
  const { logRatio } = result.divergent;
  const favoured = logRatio.filter((nats) => nats >= 0).length;
  const avoided = logRatio.length - favoured;
  return divergentSentence(
    { favoured, avoided, scored: tokens.count },
    limitsText(result, result.threshold, unit),
  );
}

/** The chosen metric, unless the table has a column for it in any case. */
export function extraMetric(id: MetricId): Metric | undefined {
  return id === 'js' || id === 'logRatio' ? undefined : metricOf(id);
}

function divergentTable(
  { metric, unit }: Pick<PanelSnapshot, 'metric' | 'unit'>,
  tokens: Tokens,
  rows: readonly number[],
): SectionTable {
  const extra = extraMetric(metric);
  const { columns } = tokens.result;
  const extraUnit =
    extra === undefined || extra.unit === 'probability' ? '' : `, ${unitLabel(extra.unit, unit)}`;
  return {
    caption: 'Divergent tokens',
    columns: [
      { title: 'token', isNumber: false },
      { title: 'line', isNumber: true },
      { title: `divergence, ${unit}`, isNumber: true },
      { title: `log ratio, ${unit}`, isNumber: true },
      ...(extra ? [{ title: `${extra.label}${extraUnit}`, isNumber: true }] : []),
      { title: 'tuned instead', isNumber: false },
    ],
    rows: rows.map((row) => {
      const { js, logRatio, tunedTopId: instead } = tokens.divergentAt(row);
      return {
        cells: [
          tokens.text(row),
          String(tokens.line(row)),
          formatNumber(fromNats(js, unit), 3),
          formatSigned(fromNats(logRatio, unit), 2),
          ...(extra ? [metricNumber(extra, unit, columns.metric[row] ?? 0)] : []),
          instead === columns.id[row] ? 'the same' : tokens.textOf(instead),
        ],
        target: row,
      };
    }),
  };
}
