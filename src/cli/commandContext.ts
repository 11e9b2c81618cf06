import type { Log } from '../common/log';
import type { Console } from './console';
import type { CatalogPlaces } from './pairCatalog';

/** What every command with a pair works with. */
export interface CommandContext {
  readonly console: Console;
  readonly places: CatalogPlaces;
  readonly log: Log;
  readonly signal: AbortSignal;
}
