import type { PanelWebviewMessage } from '../../../src/common/protocol/panel';
import type { PanelToken } from '../../../src/common/protocol/panelToken';
import type { PanelEvent, PanelView } from '../state/panelView';
import type { Tokens } from '../../../src/common/panel/tokens';

/** What every part of the page may do. */
export interface PanelContext {
  dispatch(event: PanelEvent): void;
  post(message: PanelWebviewMessage): void;
  /** Selects a token and puts the caret on it; `focus` also moves the keyboard focus to the editor. */
  goTo(row: number, focus?: boolean): void;
}

/** What a section draws. */
export interface SectionInput {
  readonly view: PanelView;
  readonly snapshot: NonNullable<PanelView['snapshot']>;
  readonly tokens: Tokens;
  /** The row that the page is about: the selection, or the most divergent one until there is one. */
  readonly row: number;
  /** The row whose numbers are there; they follow the one that the page is about. */
  readonly token: PanelToken;
}
