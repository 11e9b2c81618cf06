import { toNats } from '../common/format';
import type { ReportOptions } from '../common/report/reportDocument';
import type { SettingsService } from '../host/settings';

/** How reports are written under the current settings. */
export function reportOptions(settings: Pick<SettingsService, 'get'>): ReportOptions {
  return { thresholdNats: toNats(settings.get('threshold'), 'bits'), unit: settings.get('units') };
}
