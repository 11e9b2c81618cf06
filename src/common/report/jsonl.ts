import { documentRecord, headRecord, tokenRecords } from './documentRecord';
import { jsonValue } from './jsonValue';
import type { ReportDocument, ReportOptions } from './reportDocument';

/**
 * One line of JSON per document, in parts of at most a token. Each line stands alone: it has the fields
 * of a document and beside them `formatVersion`, `pair` and `settings` of the JSON format.
 */
export function* jsonlParts(
  documents: readonly ReportDocument[],
  options: ReportOptions,
): Generator<string> {
  for (const document of documents) {
    const head = headRecord([document], options);
    const { summary, ...facts } = documentRecord(document, options);
    yield `${jsonValue({ ...head, ...facts }).slice(0, -1)},"tokens":[`;
    let separator = '';
    for (const token of tokenRecords(document, options)) {
      yield `${separator}${jsonValue(token)}`;
      separator = ',';
    }
    yield `],"summary":${jsonValue(summary)}}\n`;
  }
}
