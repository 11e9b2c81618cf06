import type { SectionReport } from '../sections/sectionReport';
import type { PanelRunState } from './panelSamples';

/** Sections about the pair itself, whatever document is shown. */
export const studyIds = ['probes', 'checkpoints'] as const;

export type StudyId = (typeof studyIds)[number];

/** A study of the pair: its last run. */
export interface PanelStudy {
  readonly state: PanelRunState;
  /** What was asked or continued, in words. */
  readonly where: string;
  /** How: pair, dtype, settings; empty until the run has started. */
  readonly how: string;
  readonly report: SectionReport<StudyId> | undefined;
}

/** Undefined where a study was not made yet. */
export type PanelStudies = Readonly<Record<StudyId, PanelStudy | undefined>>;
