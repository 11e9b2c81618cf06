import { alignedRows } from '../../common/analysis/conditioning';
import type { Comparison } from '../../common/comparison';
import { metricOf, type MetricId } from '../../common/metrics';
import type { PanelConditioned } from '../../common/protocol/panel';
import { prefixText } from '../../common/sections/conditioningSentences';

/** The comparison with the prefix that was asked for last, if it has rows that belong to the document's. */
export function shownCondition(
  comparison: Comparison,
  conditions: readonly Comparison[] | undefined,
): Comparison | undefined {
  const shown = conditions?.at(-1);
  return shown !== undefined && alignedRows(comparison, shown) > 0 ? shown : undefined;
}

/** What the panel draws of the base with a prefix beside the two models. */
export function panelConditioned(
  comparison: Comparison,
  conditioned: Comparison,
  metric: MetricId,
): PanelConditioned | undefined {
  const { condition, base, divergence, settings } = conditioned;
  if (condition === undefined) return undefined;
  const count = alignedRows(comparison, conditioned);
  const single = (column: Float64Array, length = count): Float32Array =>
    new Float32Array(column.subarray(0, length));
  const shown = metricOf(metric);
  const values = new Float32Array(count);
  for (let row = 0; row < count; row++) values[row] = shown.valueAt(conditioned, row);
  return {
    prefix: prefixText(condition),
    topK: settings.topK,
    surprisal: single(base.surprisal),
    entropy: single(base.entropy),
    rank: base.rank.slice(0, count),
    klTunedBase: single(divergence.klTunedBase),
    metric: values,
    topIds: base.topIds.slice(0, count * settings.topK),
    topProbabilities: single(base.topProbabilities, count * settings.topK),
  };
}
