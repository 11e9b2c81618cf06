import type { AttractorReport } from '../attractors/attractorReport';
import { exampleContinuations } from '../attractors/examples';
import type { PerturbationReport } from '../attractors/perturbation';
import type { CheckpointSeries } from '../checkpoints/checkpointSeries';
import type { DisplayUnit } from '../format';
import type { ProbeReport } from '../probes/probeReport';
import type { SampleSet } from '../sampling/continuation';
import { attractorsSection } from '../sections/attractorsSection';
import { checkpointsSection } from '../sections/checkpointsSection';
import {
  continuationsSection,
  continuationTable,
  type KeptContinuation,
} from '../sections/continuationsSection';
import { probesSection } from '../sections/probesSection';
import type { SectionReport } from '../sections/sectionReport';
import { attractorsJsonParts } from './attractorsJson';
import { checkpointsJsonParts } from './checkpointsJson';
import type { ExportedSection } from './exportedSection';
import { probesJsonParts } from './probesJson';
import { samplesJsonParts } from './samplesJson';

/** What a run found, and what the panel says of how. */
export interface Noted<T> {
  readonly of: T;
  readonly notes: readonly string[];
}

/** The last runs of what is sampled and asked; undefined where there is nothing to write. */
export interface SamplingSectionsInput {
  readonly continuations: Noted<SampleSet> | undefined;
  readonly kept: readonly KeptContinuation[];
  readonly attractors:
    | Noted<{
        readonly report: AttractorReport;
        readonly perturbation: PerturbationReport | undefined;
      }>
    | undefined;
  readonly probes: Noted<ProbeReport> | undefined;
  readonly checkpoints: Noted<CheckpointSeries> | undefined;
  readonly unit: DisplayUnit;
}

/** The sections about what was sampled and asked, in the order of the page; those that there are. */
export function samplingSections(input: SamplingSectionsInput): readonly ExportedSection[] {
  const { continuations, kept, attractors, probes, checkpoints, unit } = input;
  return [
    ...(continuations === undefined && kept.length === 0
      ? []
      : [
          exported(continuationsSection(continuations?.of, kept, unit), continuations?.notes, () =>
            continuations === undefined ? ['null'] : samplesJsonParts(continuations.of),
          ),
        ]),
    ...(attractors === undefined
      ? []
      : [
          exported(attractorsWithExamples(attractors.of, unit), attractors.notes, () =>
            attractorsJsonParts(attractors.of.report, attractors.of.perturbation),
          ),
        ]),
    ...(probes === undefined
      ? []
      : [exported(probesSection(probes.of, unit), probes.notes, () => probesJsonParts(probes.of))]),
    ...(checkpoints === undefined
      ? []
      : [
          exported(checkpointsSection(checkpoints.of, unit), checkpoints.notes, () =>
            checkpointsJsonParts(checkpoints.of),
          ),
        ]),
  ];
}

function exported(
  section: SectionReport<ExportedSection['id']>,
  notes: readonly string[] = [],
  figures: () => Iterable<string>,
): ExportedSection {
  return { ...section, path: null, notes: notes.filter((note) => note !== ''), figures };
}

/** The report with the two continuations that the panel shows below it. */
function attractorsWithExamples(
  {
    report,
    perturbation,
  }: { readonly report: AttractorReport; readonly perturbation: PerturbationReport | undefined },
  unit: DisplayUnit,
): SectionReport<'attractors'> {
  const section = attractorsSection(report, unit, perturbation);
  const examples = exampleContinuations(report).map((continuation) => ({
    continuation,
    origin: '',
  }));
  if (examples.length === 0) return section;
  const tables = [continuationTable('Two of the continuations', examples, unit)];
  return { ...section, views: [...section.views, { label: 'examples', plots: [], tables }] };
}
