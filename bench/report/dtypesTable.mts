import type { DtypesResults } from '../sections/dtypes.mjs';
import { formatCount, formatSpread, table } from './markdown.mjs';
import { takenWith } from './otherTables.mjs';

export function dtypesTable(results: DtypesResults): string {
  const rows = results.dtypes.map((dtype) => [
    dtype.name,
    dtype.file.toFixed(1),
    dtype.causality === 0 ? 'yes' : `no: ${nats(dtype.causality)}`,
    nats(dtype.noiseFloor),
    nats(dtype.surprisalError),
    nats(dtype.divergence),
    formatSpread(dtype.costs),
  ]);
  const head = [
    `${results.pair.name}, ${formatCount(results.tokens)} tokens`,
    'base, MiB',
    'causal',
    'noise floor, nats',
    'mean \\|surprisal − float32\\|, base, nats',
    'mean divergence, nats',
    'ms a token',
  ];
  return `${table(head, rows)}\n\n${takenWith(results)}`;
}

function nats(value: number): string {
  if (value === 0) return '0';
  return value < 1e-3 ? value.toExponential(1).replace('-', '−') : value.toFixed(4);
}
