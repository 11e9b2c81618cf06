import type { ExportedSection } from '../../common/report/exportedSection';
import { samplingSections } from '../../common/report/samplingSections';
import type { Probes } from '../../host/probing/probes';
import type { Attractors } from '../../host/sampling/attractors';
import type { Checkpoints } from '../../host/sampling/checkpoints';
import type { Continuations } from '../../host/sampling/continuations';
import type { SettingsService } from '../../host/settings';
import type { SamplesView } from '../samples/samplesView';
import type { StudiesView } from '../studies/studiesView';

/** What was sampled and asked last, and how the panel says that it was. */
export class SampledSections {
  constructor(
    private readonly runs: {
      readonly continuations: Pick<Continuations, 'current' | 'kept'>;
      readonly attractors: Pick<Attractors, 'current'>;
      readonly probes: Pick<Probes, 'current'>;
      readonly checkpoints: Pick<Checkpoints, 'current'>;
    },
    private readonly samples: Pick<SamplesView, 'snapshot'>,
    private readonly studies: Pick<StudiesView, 'snapshot'>,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {}

  /** The sections that have a result, in the order of the page. */
  sections(): readonly ExportedSection[] {
    const { continuations, attractors, probes, checkpoints } = this.runs;
    const samples = this.samples.snapshot();
    const studies = this.studies.snapshot();
    const set = continuations.current?.set;
    const found = attractors.current;
    const asked = probes.current?.report;
    const series = checkpoints.current?.series;
    return samplingSections({
      continuations: set && {
        of: set,
        notes: [...how(samples.continuations), ...(samples.continuations?.notes ?? [])],
      },
      kept: continuations.kept.map(({ continuation, id }) => ({
        continuation,
        origin: samples.kept.find((each) => each.id === id)?.origin ?? '',
      })),
      attractors: found?.report && {
        of: { report: found.report, perturbation: found.perturbation },
        notes: how(samples.attractors),
      },
      probes: asked && { of: asked, notes: how(studies.probes) },
      checkpoints: series && { of: series, notes: how(studies.checkpoints) },
      unit: this.settings.get('units'),
    });
  }
}

function how(run: { readonly where: string; readonly how: string } | undefined): readonly string[] {
  return run === undefined ? [] : [run.where, run.how];
}
