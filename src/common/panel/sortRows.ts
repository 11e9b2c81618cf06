import type { PanelSort, PanelSortKey } from '../protocol/panelMemory';
import type { Tokens } from './tokens';

const collator = new Intl.Collator();

/** By places in the columns of divergent rows. */
const compare: Record<PanelSortKey, (tokens: Tokens, a: number, b: number) => number> = {
  token: (tokens, a, b) => collator.compare(textAt(tokens, a), textAt(tokens, b)),
  line: (tokens, a, b) => tokens.line(rowAt(tokens, a)) - tokens.line(rowAt(tokens, b)),
  divergence: ({ result: { divergent } }, a, b) => (divergent.js[a] ?? 0) - (divergent.js[b] ?? 0),
  logRatio: ({ result: { divergent } }, a, b) =>
    (divergent.logRatio[a] ?? 0) - (divergent.logRatio[b] ?? 0),
  metric: (tokens, a, b) => metricAt(tokens, a) - metricAt(tokens, b),
  instead: (tokens, a, b) => collator.compare(insteadAt(tokens, a), insteadAt(tokens, b)),
};

function rowAt({ result }: Tokens, index: number): number {
  return result.divergent.row[index] ?? 0;
}

function textAt(tokens: Tokens, index: number): string {
  return tokens.text(rowAt(tokens, index));
}

function metricAt(tokens: Tokens, index: number): number {
  return tokens.result.columns.metric[rowAt(tokens, index)] ?? 0;
}

function insteadAt(tokens: Tokens, index: number): string {
  return tokens.textOf(tokens.result.divergent.tunedTopId[index] ?? -1);
}

/** The divergent rows in the order of the table; equal ones stay in document order. */
export function sortedDivergentRows(tokens: Tokens, sort: PanelSort): number[] {
  const sign = sort.descending ? -1 : 1;
  return Array.from(tokens.result.divergent.row.keys())
    .sort((a, b) => sign * compare[sort.key](tokens, a, b) || a - b)
    .map((index) => rowAt(tokens, index));
}

/**
 * The order after a click on a column's heading: the other direction when it is the column already, else
 * the direction that puts what one looks for first.
 */
export function sortAfterClick(sort: PanelSort, key: PanelSortKey): PanelSort {
  if (sort.key === key) return { key, descending: !sort.descending };
  return { key, descending: key === 'divergence' || key === 'logRatio' || key === 'metric' };
}
