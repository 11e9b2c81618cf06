import type { RowRange } from '../rowRanges';
import { analysisIds } from '../sections/sectionReport';
import type { PanelSort } from './panelMemory';
import { studyIds } from './panelStudies';

/** Sections about the text that is compared, in the order of the page. */
export const documentSectionIds = [
  'overview',
  'along',
  'token',
  'divergent',
  ...analysisIds,
] as const;

/** Sections that can be written to a file, in the order of the page. */
export const exportedSectionIds = [
  ...documentSectionIds,
  'continuations',
  'attractors',
  ...studyIds,
] as const;

export type ExportedSectionId = (typeof exportedSectionIds)[number];

/** What the page shows of a section, which is what is written of it. */
export interface ShownPart {
  /** The view that is shown, by its place; the first where left out. */
  readonly view?: number | undefined;
  /** The row that the page is about; the caret's, or else the most divergent, where left out. */
  readonly row?: number | undefined;
  /** Rows that the chart along the document shows; all where left out. */
  readonly range?: RowRange | undefined;
  /** Order of the table of divergent tokens; that of divergence where left out. */
  readonly sort?: PanelSort | undefined;
  /** λ of the what-if column; none where left out. */
  readonly lambda?: number | undefined;
}
