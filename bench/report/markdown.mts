import { spreadOf } from '../harness/spread.mjs';

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `12.3 (11.9–14.0)`: median, least and most; one figure alone where there is one. */
export function formatSpread(values: readonly number[], digits = significant(values)): string {
  const { median, least, most } = spreadOf(values);
  if (!Number.isFinite(median)) return '–';
  const spread = values.length > 1 ? ` (${least.toFixed(digits)}–${most.toFixed(digits)})` : '';
  return `${median.toFixed(digits)}${spread}`;
}

/** Digits after the point that show the median to about three figures. */
function significant(values: readonly number[]): number {
  const { median } = spreadOf(values);
  return Math.max(0, 2 - Math.floor(Math.log10(Math.max(1e-3, Math.abs(median)))));
}

/** `50,000` */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}
