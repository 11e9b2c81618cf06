import { samplingSections } from '../../../src/common/report/samplingSections';
import type { ExportedSection } from '../../../src/common/report/exportedSection';
import { perturbed, walk } from '../../ui/panel/samplesStates';
import { checkpoints, probes } from '../../ui/panel/studiesStates';

/** The sections about what was sampled and asked, as they would be exported. */
export function sampledSections(count = 4): readonly ExportedSection[] {
  const set = walk(count, 12);
  return samplingSections({
    continuations: { of: set, notes: ['rain.md, line 7', '4 continuations'] },
    kept: set.continuations
      .slice(0, 1)
      .map((continuation) => ({ continuation, origin: 'rain.md' })),
    attractors: { of: perturbed, notes: [perturbed.source] },
    probes: { of: probes.report, notes: ['Probes'] },
    checkpoints: { of: checkpoints.series, notes: [checkpoints.source] },
    unit: 'bits',
  });
}
