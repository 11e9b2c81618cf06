import type { Comparison } from '../../../src/common/comparison';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { panelSnapshot } from '../../../src/views/panel/panelSnapshot';
import { finish } from '../../../src/common/steps';

/** What the panel is told of a text that is compared, and of nothing else. */
export function doneSnapshot(
  title: string,
  text: string,
  comparison: Comparison,
  conditions: readonly Comparison[],
): PanelSnapshot {
  return finish(
    panelSnapshot({
      uri: `file:///${title}`,
      comparisonId: title,
      title,
      text,
      entry: {
        state: { kind: 'done' },
        comparison,
        starts: comparison.tokens.start,
        ends: comparison.tokens.end,
        firstStaleRow: comparison.rowCount,
        against: undefined,
        conditions,
      },
      pairName: comparison.pair.name,
      metric: 'js',
      unit: 'bits',
      threshold: 0.3,
      selection: undefined,
      selectedUpdate: '',
      samples: { continuations: undefined, kept: [], attractors: undefined },
      studies: { probes: undefined, checkpoints: undefined },
    }),
  );
}
