import { documentRecord, headRecord, tokenRecords } from './documentRecord';
import { jsonValue } from './jsonValue';
import type { ReportDocument, ReportOptions } from './reportDocument';

/**
 * The comparison as JSON of format version 1 (`schema/comparison.schema.json`), in nats, with one
 * token per line. Lone surrogates of the text are written as escapes, so that they survive UTF-8.
 * Infinite numbers are strings.
 */
export function renderJson(documents: readonly ReportDocument[], options: ReportOptions): string {
  return Array.from(jsonParts(documents, options)).join('');
}

/** The same in parts of at most a token, since the whole can be longer than a string may be. */
export function* jsonParts(
  documents: readonly ReportDocument[],
  options: ReportOptions,
): Generator<string> {
  const { formatVersion, pair, settings } = headRecord(documents, options);
  yield `{
"formatVersion": ${formatVersion},
"pair": ${jsonValue(pair)},
"settings": ${jsonValue(settings)},
"documents": [
`;
  for (const [place, document] of documents.entries()) {
    if (place > 0) yield ',\n';
    yield* documentParts(document, options);
  }
  yield '\n]\n}\n';
}

function* documentParts(document: ReportDocument, options: ReportOptions): Generator<string> {
  const { path, utf16Length, tokenCount, summary } = documentRecord(document, options);
  yield `{
"path": ${JSON.stringify(path)},
"utf16Length": ${utf16Length},
"tokenCount": ${tokenCount},
"tokens": [
`;
  let separator = '';
  for (const token of tokenRecords(document, options)) {
    yield `${separator}${jsonValue(token)}`;
    separator = ',\n';
  }
  yield `\n],\n"summary": ${jsonValue(summary)}\n}`;
}
