import type { Explanation } from '../explanations';
import type { Plot } from '../plot/plot';

/** Analyses that have a section of their own, in the order of the page. */
export const analysisIds = [
  'impliedReward',
  'supportedUpdate',
  'calibration',
  'authorship',
  'conditioning',
] as const;

export type AnalysisId = (typeof analysisIds)[number];

/** A chart of a section. */
export interface SectionPlot {
  readonly plot: Plot;
  /** Height in lines of text. */
  readonly lines: number;
  /** The x axis counts rows of the comparison, so that a place on it can be gone to. */
  readonly isAlongText: boolean;
}

export interface SectionTable {
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly isNumber: boolean }[];
  readonly rows: readonly SectionTableRow[];
  /**
   * Rows with the same first cell follow one another, and the second cell names each of them: where there
   * is little width, the first can stand above them instead of in a column.
   */
  readonly isGrouped?: boolean;
}

export interface SectionTableRow {
  /** One for each column; the first names the row, or the group that it is in. */
  readonly cells: readonly string[];
  /** Row of the comparison to which it leads. */
  readonly target?: number;
}

/** Charts and tables that belong together. */
export interface SectionView {
  /** What the view is chosen by, such as `bits`. */
  readonly label: string;
  /** What this view shows, in a sentence, where the section's finding does not say it. */
  readonly finding?: string;
  /** What has to be known to read this view right, where what is said of the section does not concern it. */
  readonly caveat?: string;
  readonly plots: readonly SectionPlot[];
  readonly tables: readonly SectionTable[];
}

/** What a long finding says: its verdict, the numbers in a table, and the words that they need. */
export interface SectionSummary {
  readonly verdict: string;
  readonly figures: SectionTable;
  /** Sentences that read the figures: what is evidence and what is not. */
  readonly notes: readonly string[];
}

/**
 * What an analysis says: the same content for the panel, the reports and the exports. Sentences and cells
 * are ready to be read, in the display unit.
 */
export interface SectionReport<Id extends string = AnalysisId> {
  readonly id: Id;
  readonly title: string;
  /** The finding in a sentence or two, numbers first. */
  readonly finding: string;
  /** The finding at a glance, for where there is room for a table; texts have the finding instead. */
  readonly summary?: SectionSummary;
  /** What has to be known to read the finding right. */
  readonly caveat: string;
  /** One way to look at it, or several to choose from; none where there is too little to show. */
  readonly views: readonly SectionView[];
  readonly explanation: Explanation;
  /** Command that changes what the section is about, as a button in the panel. */
  readonly command?: {
    readonly id: 'steerscope.compareWithCondition';
    readonly label: string;
  };
}
