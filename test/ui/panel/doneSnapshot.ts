import type { Comparison } from '../../../src/common/comparison';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { finish } from '../../../src/common/steps';
import { panelSnapshot } from '../../../src/views/panel/panelSnapshot';
import { comparedText } from '../../fixtures/comparedText';

/** What the panel shows of a text that is compared, also with prefixes, and of nothing else. */
export function doneSnapshot(
  title: string,
  text: string,
  comparison: Comparison,
  conditions: readonly Comparison[],
): PanelSnapshot {
  const input = comparedText(title, text, comparison);
  return finish(panelSnapshot({ ...input, entry: input.entry && { ...input.entry, conditions } }));
}
