import type { PanelResult, PanelSnapshot } from '../../../src/common/protocol/panel';
import { panelSnapshot, type SnapshotInput } from '../../../src/views/panel/panelSnapshot';
import { makeComparison, type MadeOptions, type MadeRow } from './comparisons';
import { finish } from '../../../src/common/steps';

type Input = Partial<SnapshotInput>;

/** A snapshot of a made-up comparison; the document's text is the tokens one after another. */
export function makeSnapshot(
  rows: readonly MadeRow[],
  input: Input = {},
  options: MadeOptions = {},
): PanelSnapshot {
  const comparison = makeComparison(rows, options);
  const text = rows.map(({ piece }) => (typeof piece === 'string' ? piece : '')).join('');
  return finish(
    panelSnapshot({
      uri: 'file:///rain.md',
      comparisonId: 'run-1',
      title: 'rain.md',
      text,
      entry: {
        state: { kind: 'done' },
        comparison,
        starts: comparison.tokens.start,
        ends: comparison.tokens.end,
        firstStaleRow: comparison.rowCount,
        against: undefined,
      },
      pairName: 'Toy pair',
      metric: 'js',
      unit: 'bits',
      threshold: 0.1,
      selection: undefined,
      selectedUpdate: '',
      samples: { continuations: undefined, kept: [], attractors: undefined },
      studies: { probes: undefined, checkpoints: undefined },
      ...input,
    }),
  );
}

/** The result of {@link makeSnapshot}. */
export function makeResult(rows: readonly MadeRow[], input: Input = {}): PanelResult {
  const { result } = makeSnapshot(rows, input);
  if (!result) throw new Error('The made-up comparison has no rows.');
  return result;
}
