import type { DisplayUnit } from '../../common/format';
import type { PanelRunState } from '../../common/protocol/panelSamples';
import type { PanelStudy } from '../../common/protocol/panelStudies';
import { howSurveyed } from '../../common/report/checkpointsText';
import { howProbed } from '../../common/report/probesText';
import { checkpointsSection } from '../../common/sections/checkpointsSection';
import { probesSection } from '../../common/sections/probesSection';
import type { AskedProbes } from '../../host/probing/probes';
import type { ComparedCheckpoints } from '../../host/sampling/checkpoints';

/** The section of the probes that were asked last. */
export function panelProbes(
  { file, report }: AskedProbes,
  state: PanelRunState,
  unit: DisplayUnit,
): PanelStudy {
  return {
    state,
    // How they were asked says it, too.
    where: report === undefined ? `Probes “${file.title}”` : '',
    how: report === undefined ? '' : howProbed(report),
    report: report && probesSection(report, unit),
  };
}

/** The section of the checkpoints that were compared last. */
export function panelCheckpoints(
  { source, series }: ComparedCheckpoints,
  state: PanelRunState,
  unit: DisplayUnit,
): PanelStudy {
  return {
    state,
    where: source,
    how: series === undefined ? '' : howSurveyed(series),
    report: series && checkpointsSection(series, unit),
  };
}
