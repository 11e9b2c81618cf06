import type { PanelSort, PanelSortKey } from '../protocol/panelMemory';
import type { Tokens } from './tokens';

/** Id of the token that the tuned model finds most probable at a row. */
export function tunedTopId({ result }: Tokens, row: number): number {
  return result.columns.tunedTopIds[row * result.topK] ?? -1;
}

const collator = new Intl.Collator();

const compare: Record<PanelSortKey, (tokens: Tokens, a: number, b: number) => number> = {
  token: (tokens, a, b) => collator.compare(tokens.text(a), tokens.text(b)),
  line: (tokens, a, b) => tokens.line(a) - tokens.line(b),
  divergence: ({ result }, a, b) => (result.columns.js[a] ?? 0) - (result.columns.js[b] ?? 0),
  logRatio: (tokens, a, b) => tokens.logRatio(a) - tokens.logRatio(b),
  metric: ({ result }, a, b) => (result.columns.metric[a] ?? 0) - (result.columns.metric[b] ?? 0),
  instead: (tokens, a, b) =>
    collator.compare(tokens.textOf(tunedTopId(tokens, a)), tokens.textOf(tunedTopId(tokens, b))),
};

/** The divergent rows in the order of the table; equal ones stay in document order. */
export function sortedDivergentRows(tokens: Tokens, sort: PanelSort): number[] {
  const sign = sort.descending ? -1 : 1;
  return [...tokens.result.divergentRows].sort(
    (a, b) => sign * compare[sort.key](tokens, a, b) || a - b,
  );
}

/**
 * The order after a click on a column's heading: the other direction when it is the column already, else
 * the direction that puts what one looks for first.
 */
export function sortAfterClick(sort: PanelSort, key: PanelSortKey): PanelSort {
  if (sort.key === key) return { key, descending: !sort.descending };
  return { key, descending: key === 'divergence' || key === 'logRatio' || key === 'metric' };
}
