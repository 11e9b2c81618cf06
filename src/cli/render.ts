import { renderCsv } from '../common/report/csv';
import { renderHtml } from '../common/report/html';
import { renderJson } from '../common/report/json';
import { renderJsonl } from '../common/report/jsonl';
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

/** The report in one of the formats. */
export function render(
  documents: readonly ReportDocument[],
  format: ReportFormat,
  options: RenderOptions,
): string {
  switch (format) {
    case 'json':
      return renderJson(documents, options);
    case 'jsonl':
      return renderJsonl(documents, options);
    case 'csv':
      return renderCsv(documents, options);
    case 'html':
      return renderHtml(documents, options);
    case 'markdown':
      return renderMarkdown(documents, options);
    case 'text': {
      const { console, toFile } = options;
      const style = styleOf(console);
      return renderText(documents, {
        ...options,
        style: toFile ? { ...style, colour: 'none' } : style,
        width: toFile ? 80 : widthOf(console),
      });
    }
  }
}
