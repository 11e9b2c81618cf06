import { finish } from '../../../src/common/steps';
import { documentSections } from '../../../src/common/report/documentSections';
import type { ExportedSection } from '../../../src/common/report/exportedSection';
import type { ReportDocument } from '../../../src/common/report/reportDocument';
import type { ShownPart } from '../../../src/common/protocol/panelExport';
import { shownCondition } from '../../../src/views/panel/panelConditioned';
import { panelSnapshot } from '../../../src/views/panel/panelSnapshot';
import type { MetricId } from '../../../src/common/metrics';
import { comparedText } from '../../fixtures/comparedText';
import { bitsOptions } from './reportDocuments';

/** All sections about a document as they would be exported. */
export function exportedSections(
  document: ReportDocument,
  part: ShownPart = {},
  metric: MetricId = 'js',
): readonly ExportedSection[] {
  const { path, text, comparison, conditions = [] } = document;
  const input = comparedText(path, text, comparison);
  const entry = input.entry && { ...input.entry, conditions };
  return documentSections({
    snapshot: finish(
      panelSnapshot({ ...input, entry, metric, threshold: 0.1, selection: part.row }),
    ),
    document: { ...document, conditions },
    conditioned: shownCondition(comparison, conditions),
    against: undefined,
    mixture: undefined,
    options: bitsOptions,
    part,
  });
}
