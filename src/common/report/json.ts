import { documentRecord, headRecord } from './documentRecord';
import { jsonValue } from './jsonValue';
import type { ReportDocument, ReportOptions } from './reportDocument';

/**
 * The comparison as JSON of format version 1 (`schema/comparison.schema.json`), in nats, with one
 * token per line. Lone surrogates of the text are written as escapes, so that they survive UTF-8.
 * Infinite numbers are strings.
 */
export function renderJson(documents: readonly ReportDocument[], options: ReportOptions): string {
  const { formatVersion, pair, settings } = headRecord(documents, options);
  return `{
"formatVersion": ${formatVersion},
"pair": ${jsonValue(pair)},
"settings": ${jsonValue(settings)},
"documents": [
${documents.map((document) => renderDocument(document, options)).join(',\n')}
]
}
`;
}

function renderDocument(document: ReportDocument, options: ReportOptions): string {
  const { path, utf16Length, tokenCount, tokens, summary } = documentRecord(document, options);
  return `{
"path": ${JSON.stringify(path)},
"utf16Length": ${utf16Length},
"tokenCount": ${tokenCount},
"tokens": [
${tokens.map((token) => jsonValue(token)).join(',\n')}
],
"summary": ${jsonValue(summary)}
}`;
}
