import { documentRecord, headRecord } from './documentRecord';
import { jsonValue } from './jsonValue';
import type { ReportDocument, ReportOptions } from './reportDocument';

/**
 * One line of JSON per document. Each stands alone: it has the fields of a document and beside them
 * `formatVersion`, `pair` and `settings` of the JSON format.
 */
export function renderJsonl(documents: readonly ReportDocument[], options: ReportOptions): string {
  const head = headRecord(documents, options);
  return documents
    .map((document) => `${jsonValue({ ...head, ...documentRecord(document, options) })}\n`)
    .join('');
}
