import type { PairSpec } from '../common/protocol/model';
import type { SettingsService } from './settings';

/** A pair in the number format that the settings ask for, which may be its own. */
export function settledPair(settings: Pick<SettingsService, 'get'>, pair: PairSpec): PairSpec {
  const dtype = settings.get('dtype');
  return dtype === 'auto' ? pair : { ...pair, dtype };
}
