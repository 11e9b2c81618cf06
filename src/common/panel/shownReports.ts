import type { PanelSnapshot } from '../protocol/panel';
import { defaultSort } from '../protocol/panelMemory';
import type { SectionReport } from '../sections/sectionReport';
import { alongReport } from './alongReport';
import { divergentReport } from './divergentReport';
import { overviewReport } from './overviewReport';
import { tokenReport } from './tokenReport';
import { Tokens } from './tokens';

/**
 * What the panel shows of a text beside its analyses, to be read: the overview, the whole chart along the
 * text, the selected token, and how many tokens diverge, without the table of them. Empty where nothing is
 * scored.
 */
export function shownReports(snapshot: PanelSnapshot): readonly SectionReport<string>[] {
  const { result } = snapshot;
  if (result === undefined) return [];
  const tokens = new Tokens(result);
  return [
    overviewReport(snapshot, tokens),
    alongReport(snapshot, tokens, { first: 0, end: tokens.count }),
    tokenReport(snapshot, tokens, result.token, { lambda: undefined, mixture: undefined }),
    { ...divergentReport(snapshot, tokens, defaultSort), views: [] },
  ];
}
