import { alignedRows } from '../../common/analysis/conditioning';
import type { Comparison } from '../../common/comparison';
import type { MetricId } from '../../common/metrics';
import type { PanelConditioned } from '../../common/protocol/panel';
import { prefixText } from '../../common/sections/conditioningSentences';
import type { Steps } from '../../common/steps';
import { metricColumn } from './panelColumns';

/** The comparison with the prefix that was asked for last, if it has rows that belong to the document's. */
export function shownCondition(
  comparison: Comparison,
  conditions: readonly Comparison[] | undefined,
): Comparison | undefined {
  const shown = conditions?.at(-1);
  return shown !== undefined && alignedRows(comparison, shown) > 0 ? shown : undefined;
}

/** What the panel draws of the base with a prefix beside the two models. */
export function* panelConditioned(
  comparison: Comparison,
  conditioned: Comparison,
  metric: MetricId,
): Steps<PanelConditioned | undefined> {
  const { condition } = conditioned;
  if (condition === undefined) return undefined;
  const count = alignedRows(comparison, conditioned);
  return {
    prefix: prefixText(condition),
    metric: yield* metricColumn(conditioned, metric, count),
  };
}
