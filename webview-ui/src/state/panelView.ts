import type {
  PanelHostMessage,
  PanelMixture,
  PanelMixtureMessage,
  PanelSnapshot,
} from '../../../src/common/protocol/panel';
import type { PanelToken } from '../../../src/common/protocol/panelToken';
import {
  defaultSort,
  type ChosenViews,
  type PanelDisclosureId,
  type PanelMemory,
  type PanelSort,
  type PanelSortKey,
  type ReportId,
} from '../../../src/common/protocol/panelMemory';
import type { RowRange } from '../../../src/common/rowRanges';
import { clampRange, rangeShowing } from './rowRange';
import { sortAfterClick } from '../../../src/common/panel/sortRows';

/** All state of the page; the snapshot is the host's, the rest is where the user is. */
export interface PanelView {
  /** Undefined until the host has answered. */
  readonly snapshot: PanelSnapshot | undefined;
  /** URI and comparison for which the selection and the zoom hold. */
  readonly uri: string;
  readonly comparison: string;
  readonly selection: number | undefined;
  /** The token whose numbers are there; those of one that was just selected may be on their way. */
  readonly token: PanelToken | undefined;
  /** What is said of the part of the text that is selected; empty without one. */
  readonly selectedUpdate: string;
  readonly open: ReadonlySet<PanelDisclosureId>;
  readonly sort: PanelSort;
  /** Views that were chosen in sections that have several. */
  readonly views: ChosenViews;
  /** λ of the what-if column beside the two models'; undefined hides it. */
  readonly lambda: number | undefined;
  /** That column over the whole vocabulary, once it was asked for. */
  readonly exact: ExactColumn | undefined;
  /** Rows that the chart along the document shows; undefined shows all. */
  readonly zoom: RowRange | undefined;
}

/** What is known of the distribution at one row and one λ beyond the stored tokens. */
export interface ExactColumn {
  readonly row: number;
  readonly lambda: number;
  /** Undefined while the models compute it, or if they could not. */
  readonly mixture: PanelMixture | undefined;
  /** What kept them from it; empty if nothing did. */
  readonly problem: string;
}

/** What can happen to the page: messages of the host, and what the user does in it. */
export type PanelEvent =
  | Exclude<PanelHostMessage, { type: 'paint' }>
  | { readonly type: 'selected'; readonly row: number }
  | { readonly type: 'toggled'; readonly id: PanelDisclosureId; readonly open: boolean }
  | { readonly type: 'viewChosen'; readonly section: ReportId; readonly index: number }
  | { readonly type: 'whatIf'; readonly lambda: number | undefined }
  | { readonly type: 'exactAsked'; readonly row: number; readonly lambda: number }
  | { readonly type: 'sorted'; readonly key: PanelSortKey }
  | { readonly type: 'zoomed'; readonly range: RowRange | undefined };

/** The page before the host has answered. */
export function initialView(memory: PanelMemory | undefined): PanelView {
  return {
    snapshot: undefined,
    uri: memory?.uri ?? '',
    comparison: memory?.comparison ?? '',
    selection: memory?.selection,
    token: undefined,
    selectedUpdate: '',
    open: new Set(memory?.open),
    sort: memory?.sort ?? defaultSort,
    views: memory?.views ?? {},
    lambda: undefined,
    exact: undefined,
    zoom: undefined,
  };
}

/** What to remember of a view. */
export function memoryOf(view: PanelView): PanelMemory {
  return {
    version: 2,
    uri: view.uri,
    comparison: view.comparison,
    selection: view.selection,
    open: [...view.open],
    sort: view.sort,
    views: view.views,
  };
}

/** The view after an event. */
export function reduceView(view: PanelView, event: PanelEvent): PanelView {
  switch (event.type) {
    case 'snapshot':
      return withSnapshot(view, event.snapshot);
    case 'select':
      return event.uri === view.uri && event.comparison === view.comparison
        ? withSelection({ ...view, token: event.token }, event.token.row)
        : view;
    case 'token':
      return event.uri === view.uri && event.comparison === view.comparison
        ? { ...view, token: event.token }
        : view;
    case 'selectedText':
      return event.uri === view.uri && event.comparison === view.comparison
        ? { ...view, selectedUpdate: event.update }
        : view;
    case 'showSection':
      return view;
    case 'selected':
      return withSelection(view, event.row);
    case 'toggled': {
      const open = new Set(view.open);
      if (event.open) open.add(event.id);
      else open.delete(event.id);
      return { ...view, open };
    }
    case 'viewChosen':
      return { ...view, views: { ...view.views, [event.section]: event.index } };
    case 'whatIf':
      return { ...view, lambda: event.lambda };
    case 'exactAsked': {
      const { row, lambda } = event;
      return { ...view, exact: { row, lambda, mixture: undefined, problem: '' } };
    }
    case 'mixture':
      return withMixture(view, event);
    case 'sorted':
      return { ...view, sort: sortAfterClick(view.sort, event.key) };
    case 'zoomed':
      return { ...view, zoom: event.range };
  }
}

/**
 * The first snapshot of a comparison says where the caret is, and without one nothing is selected: rows of
 * another comparison are other tokens. Later snapshots do not move the selection, because
 * moves of the caret come as messages of their own and a snapshot may be older than the last of them.
 */
function withSnapshot(before: PanelView, snapshot: PanelSnapshot): PanelView {
  const { selectedUpdate, result } = snapshot;
  const view = { ...before, selectedUpdate, token: result?.token };
  const count = result?.columns.id.length ?? 0;
  const zoom = view.zoom && count > 0 ? clampRange(view.zoom, count) : undefined;
  const { uri, comparison } = snapshot;
  if (uri !== view.uri || comparison !== view.comparison) {
    const { selection } = snapshot;
    return { ...view, snapshot, uri, comparison, selection, exact: undefined, zoom: undefined };
  }
  const isFirst = view.snapshot === undefined;
  const selection = isFirst ? (snapshot.selection ?? view.selection) : view.selection;
  return { ...view, snapshot, selection, zoom };
}

/** An answer to another question than the one that was asked last is dropped. */
function withMixture(view: PanelView, answer: PanelMixtureMessage): PanelView {
  const { uri, comparison, row, lambda, mixture, problem } = answer;
  const isOurs = uri === view.uri && comparison === view.comparison;
  if (!isOurs || view.exact?.row !== row || view.exact.lambda !== lambda) return view;
  const isCancelled = mixture === undefined && problem === '';
  return { ...view, exact: isCancelled ? undefined : { row, lambda, mixture, problem } };
}

/** What is known beyond the stored tokens of what is shown: a row at the λ that is supposed. */
export function exactColumn({ exact, lambda }: PanelView, row: number): ExactColumn | undefined {
  return exact?.row === row && exact.lambda === lambda ? exact : undefined;
}

function withSelection(view: PanelView, row: number): PanelView {
  const count = view.snapshot?.result?.columns.id.length ?? 0;
  const zoom = view.zoom && rangeShowing(view.zoom, row, count);
  return { ...view, selection: row, zoom };
}
