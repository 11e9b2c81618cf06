import type { PanelResult, PanelSnapshot } from '../../../src/common/protocol/panel';
import { finish } from '../../../src/common/steps';
import { panelSnapshot, type SnapshotInput } from '../../../src/views/panel/panelSnapshot';
import { comparedText } from '../../fixtures/comparedText';
import { makeComparison, type MadeOptions, type MadeRow } from './comparisons';

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
      ...comparedText('rain.md', text, comparison),
      comparisonId: 'run-1',
      pairName: 'Toy pair',
      threshold: 0.1,
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
