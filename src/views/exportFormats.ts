import { renderCsv } from '../common/report/csv';
import { renderHtml } from '../common/report/html';
import { renderJson } from '../common/report/json';
import { renderMarkdown } from '../common/report/markdown';
import type { ReportDocument, ReportOptions } from '../common/report/reportDocument';

/** A format that a comparison can be exported in. */
export interface ExportFormat {
  readonly id: string;
  readonly label: string;
  readonly extension: string;
  readonly description: string;
  readonly render: (documents: readonly ReportDocument[], options: ReportOptions) => string;
}

export const exportFormats: readonly ExportFormat[] = [
  {
    id: 'json',
    label: 'JSON',
    extension: 'json',
    description: 'Everything, in nats; the format of the command line',
    render: renderJson,
  },
  {
    id: 'csv',
    label: 'CSV',
    extension: 'csv',
    description: 'One row per token, in nats',
    render: renderCsv,
  },
  {
    id: 'markdown',
    label: 'Markdown',
    extension: 'md',
    description: 'A report for reading',
    render: renderMarkdown,
  },
  {
    id: 'html',
    label: 'HTML',
    extension: 'html',
    description: 'The text with its tokens drawn, for a browser; one file, no scripts',
    render: renderHtml,
  },
];
