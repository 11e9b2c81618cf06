import { logRatio, type Comparison } from '../../common/comparison';
import { divergentInSteps } from '../../common/divergent';
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

/**
 * What the panel has of the divergent rows.
 *
 * @param threshold divergence from which a token is divergent, in nats
 */
export function* panelDivergent(comparison: Comparison, threshold: number): Steps<PanelDivergent> {
  const { divergence, tuned, settings } = comparison;
  const rows = yield* divergentInSteps(comparison, threshold);
  const count = rows.length;
  const js = new Float32Array(count);
  const logRatios = new Float32Array(count);
  const tunedTopId = new Int32Array(count);
  yield* rowByRow(0, count, (from, to) => {
    for (let index = from; index < to; index++) {
      const row = rows[index] ?? 0;
      js[index] = divergence.js[row] ?? 0;
      logRatios[index] = logRatio(comparison, row);
      tunedTopId[index] = tuned.topIds[row * settings.topK] ?? -1;
    }
  });
  return { row: rows, js, logRatio: logRatios, tunedTopId };
}

/** Ids of the tokens that rows hold or that the tuned model would rather have there. */
export function* idsOf(columns: PanelColumns, divergent: PanelDivergent): Steps<Set<number>> {
  const ids = new Set<number>();
  for (const column of [columns.id, divergent.tunedTopId]) {
    yield* rowByRow(0, column.length, (from, to) => {
      for (let index = from; index < to; index++) ids.add(column[index] ?? -1);
    });
  }
  return ids;
}
