import { logRatio, type Comparison } from '../../common/comparison';
import { metricOf, type MetricId } from '../../common/metrics';
import type { PanelColumns, PanelDivergent } from '../../common/protocol/panel';
import { rowByRow, type Steps } from '../../common/steps';
import { linesInSteps } from '../../common/text/linesOfOffsets';

/** What the panel has of every scored row. */
export function* panelColumns(
  comparison: Comparison,
  metric: MetricId,
  starts: Int32Array,
  text: string,
): Steps<PanelColumns> {
  const { scoredCount: count, tokens } = comparison;
  return {
    id: tokens.id.slice(0, count),
    line: yield* linesInSteps(text, starts.subarray(0, count)),
    metric: yield* metricColumn(comparison, metric, count),
  };
}

/** A metric of the first `count` rows, in its own unit. */
export function* metricColumn(
  comparison: Comparison,
  metric: MetricId,
  count: number,
): Steps<Float32Array> {
  const shown = metricOf(metric);
  const values = new Float32Array(count);
  yield* rowByRow(0, count, (from, to) => {
    for (let row = from; row < to; row++) values[row] = shown.valueAt(comparison, row);
  });
  return values;
}

/** What the panel has of the divergent rows. */
export function panelDivergent(comparison: Comparison, row: Int32Array): PanelDivergent {
  const { divergence, tuned, settings } = comparison;
  return {
    row,
    js: Float32Array.from(row, (each) => divergence.js[each] ?? 0),
    logRatio: Float32Array.from(row, (each) => logRatio(comparison, each)),
    tunedTopId: row.map((each) => tuned.topIds[each * settings.topK] ?? -1),
  };
}

/** Ids of the tokens that rows hold or that the tuned model would rather have there. */
export function* idsOf(columns: PanelColumns, divergent: PanelDivergent): Steps<Set<number>> {
  const ids = new Set<number>(divergent.tunedTopId);
  yield* rowByRow(0, columns.id.length, (from, to) => {
    for (const id of columns.id.subarray(from, to)) ids.add(id);
  });
  return ids;
}

/** The row with the largest divergence; the first of several. */
export function* mostDivergentRow({ divergence, scoredCount }: Comparison): Steps<number> {
  let most = 0;
  yield* rowByRow(0, scoredCount, (from, to) => {
    for (let row = from; row < to; row++) {
      if ((divergence.js[row] ?? 0) > (divergence.js[most] ?? 0)) most = row;
    }
  });
  return most;
}
