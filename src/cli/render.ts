import { csvParts } from '../common/report/csv';
import { renderHtml } from '../common/report/html';
import { jsonParts } from '../common/report/json';
import { jsonlParts } from '../common/report/jsonl';
import { renderMarkdown } from '../common/report/markdown';
import type { ReportDocument, ReportOptions } from '../common/report/reportDocument';
import { renderText } from '../common/report/text';
import type { Console } from './console';
import { styleOf, widthOf } from './terminal';

export const reportFormats = ['json', 'jsonl', 'csv', 'html', 'markdown', 'text'] as const;

export type ReportFormat = (typeof reportFormats)[number];

export interface RenderOptions extends ReportOptions {
  readonly console: Console;
  /** The report goes to a file and not to the output, whatever that can show. */
  readonly toFile: boolean;
}

/** The report in one of the formats, in parts; what holds every token can be longer than a string. */
export function render(
  documents: readonly ReportDocument[],
  format: ReportFormat,
  options: RenderOptions,
): Iterable<string> {
  switch (format) {
    case 'json':
      return jsonParts(documents, options);
    case 'jsonl':
      return jsonlParts(documents, options);
    case 'csv':
      return csvParts(documents, options);
    case 'html':
      return [renderHtml(documents, options)];
    case 'markdown':
      return [renderMarkdown(documents, options)];
    case 'text': {
      const { console, toFile } = options;
      const style = styleOf(console);
      return [
        renderText(documents, {
          ...options,
          style: toFile ? { ...style, colour: 'none' } : style,
          width: toFile ? 80 : widthOf(console),
        }),
      ];
    }
  }
}
