import type { ErrorAction, ErrorReport } from '../../../src/common/errors';
import type { LoadingStep } from '../../../src/common/protocol/model';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { tokens } from '../../../src/common/sentences';

/** What fills the page. */
export type Page =
  | { readonly kind: 'noDocument' }
  | { readonly kind: 'notScored' }
  | { readonly kind: 'nothingToScore' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorReport }
  | { readonly kind: 'working' }
  | { readonly kind: 'result' };

/** What stands above the sections of a result. */
export type Banner =
  | { readonly kind: 'stale'; readonly firstStaleRow: number }
  | { readonly kind: 'cancelled'; readonly scored: number; readonly rowCount: number }
  | { readonly kind: 'failed'; readonly error: ErrorReport };

/** What a run that is going on says of itself. */
export interface Progress {
  readonly text: string;
  /** 0 to 1; undefined while it cannot be told. */
  readonly fraction: number | undefined;
}

/** What fills the page in a state: the result as soon as there is one, whatever happens beside it. */
export function pageOf({ state, result }: PanelSnapshot): Page {
  if (result) return { kind: 'result' };
  switch (state.kind) {
    case 'noDocument':
    case 'notScored':
    case 'cancelled':
      return { kind: state.kind };
    case 'failed':
      return { kind: 'failed', error: state.error };
    case 'loading':
    case 'running':
      return { kind: 'working' };
    case 'done':
      return { kind: 'nothingToScore' };
  }
}

/** What stands above the sections; nothing while a run is going on, which says so in the header. */
export function bannerOf({ state, result }: PanelSnapshot): Banner | undefined {
  if (!result) return undefined;
  const scored = result.columns.id.length;
  if (state.kind === 'failed') return { kind: 'failed', error: state.error };
  if (state.kind === 'cancelled') return { kind: 'cancelled', scored, rowCount: result.rowCount };
  if (state.kind === 'done' && result.firstStaleRow < scored) {
    return { kind: 'stale', firstStaleRow: result.firstStaleRow };
  }
  return undefined;
}

/** What an error offers; the log has the details of every error. */
export function withLog(actions: readonly ErrorAction[]): readonly ErrorAction[] {
  return actions.includes('showLog') ? actions : [...actions, 'showLog'];
}

/** A word or two on results that are not whole and new, for the head that is always in sight. */
export function stateWord(snapshot: PanelSnapshot): string | undefined {
  const banner = bannerOf(snapshot);
  switch (banner?.kind) {
    case undefined:
      return undefined;
    case 'stale':
      return `stale from line ${snapshot.result?.columns.line[banner.firstStaleRow] ?? 1}`;
    case 'cancelled':
    case 'failed':
      return banner.kind;
  }
}

/** Bytes as megabytes: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return `${megabytes.toFixed(megabytes < 100 ? 1 : 0)} MB`;
}

const measuringText = 'Measuring how this pair runs fastest on this machine, which is done once';

/** What is said before a pair can be used. */
export function loadingText({ name, bytes, measuring }: LoadingStep): string {
  if (measuring) return `${measuringText}…`;
  return `Loading ${name}${bytes > 0 ? ` (${formatBytes(bytes)})` : ''}…`;
}

/** What a run that is going on says of itself; undefined when none is. */
export function progressOf({ state, result }: PanelSnapshot): Progress | undefined {
  switch (state.kind) {
    case 'loading':
      return { text: loadingText(state), fraction: undefined };
    case 'running': {
      const percent = `Comparing: ${Math.floor(state.fraction * 100)} %`;
      const rows = result && `${result.columns.id.length} of ${tokens(result.rowCount)}`;
      return { text: rows ? `${percent}, ${rows}` : percent, fraction: state.fraction };
    }
    case 'noDocument':
    case 'notScored':
    case 'done':
    case 'cancelled':
    case 'failed':
      return undefined;
  }
}

/** What a screen reader hears of a state; changes of progress are not announced one by one. */
export function announcement(snapshot: PanelSnapshot): string {
  const { state, result } = snapshot;
  switch (state.kind) {
    case 'loading':
      return state.measuring ? measuringText : `Loading ${state.name}`;
    case 'running':
      return 'Comparing';
    case 'done':
      return result ? result.figures.verdict : '';
    case 'cancelled':
      return 'Comparison cancelled';
    case 'failed':
      return state.error.message;
    case 'noDocument':
    case 'notScored':
      return '';
  }
}
