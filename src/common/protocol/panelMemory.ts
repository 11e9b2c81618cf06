import { analysisIds } from '../sections/sectionReport';
import { studyIds } from './panelStudies';

/** Sections that are a report, in the order of the page. */
const reportIds = [...analysisIds, 'attractors', ...studyIds] as const;

export type ReportId = (typeof reportIds)[number];

/** Columns by which the table of divergent tokens can be sorted. */
export const panelSortKeys = [
  'token',
  'line',
  'divergence',
  'logRatio',
  'metric',
  'instead',
] as const;

export type PanelSortKey = (typeof panelSortKeys)[number];

export interface PanelSort {
  readonly key: PanelSortKey;
  readonly descending: boolean;
}

/** Disclosures of the page, by the names under which their state is remembered. */
export const panelDisclosureIds = [
  'overviewHelp',
  'alongHelp',
  'alongTable',
  'tokenHelp',
  'tokenAll',
  'divergentHelp',
  ...reportIds.flatMap((id) => [`${id}Help`, `${id}Table`] as const),
  'continuationsHelp',
] as const;

export type PanelDisclosureId = (typeof panelDisclosureIds)[number];

/**
 * What the panel remembers across reloads: where the user is, never data. A change of meaning takes a
 * new version; states of versions that are not known are dropped.
 */
export interface PanelMemory {
  readonly version: 2;
  readonly uri: string;
  /** Name of the comparison to which the selection belongs. */
  readonly comparison: string;
  /** Row of the token that was looked at. */
  readonly selection: number | undefined;
  readonly open: readonly PanelDisclosureId[];
  readonly sort: PanelSort;
  /** Which of a section's views is shown, by its place; the first where left out. */
  readonly views: ChosenViews;
}

export type ChosenViews = Readonly<Partial<Record<ReportId, number>>>;

export const defaultSort: PanelSort = { key: 'divergence', descending: true };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function readSort(value: unknown): PanelSort {
  if (!isRecord(value) || typeof value['descending'] !== 'boolean') return defaultSort;
  const key = panelSortKeys.find((known) => known === value['key']);
  return key === undefined ? defaultSort : { key, descending: value['descending'] };
}

function readViews(value: unknown): ChosenViews {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    reportIds.flatMap((id) => {
      const index = value[id];
      return typeof index === 'number' && Number.isInteger(index) ? [[id, index]] : [];
    }),
  );
}

/**
 * Reads a remembered state, which may be of another version, damaged or missing. Parts that cannot be
 * used fall back to their defaults; without a URI there is nothing to restore.
 */
export function readPanelMemory(value: unknown): PanelMemory | undefined {
  if (!isRecord(value) || value['version'] !== 2 || typeof value['uri'] !== 'string') {
    return undefined;
  }
  const { comparison, selection, open } = value;
  return {
    version: 2,
    uri: value['uri'],
    comparison: typeof comparison === 'string' ? comparison : '',
    selection:
      typeof selection === 'number' && Number.isInteger(selection) && selection >= 0
        ? selection
        : undefined,
    open: Array.isArray(open) ? panelDisclosureIds.filter((id) => open.includes(id)) : [],
    sort: readSort(value['sort']),
    views: readViews(value['views']),
  };
}
