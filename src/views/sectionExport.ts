import * as vscode from 'vscode';
import { UserFacingError } from '../common/errors';
import type { ReportDocument } from '../common/report/reportDocument';
import { sectionFile, sectionOf, type SectionFormat } from '../common/report/sectionFile';
import { analysisIds, type AnalysisId } from '../common/sections/sectionReport';
import { isScored, type ComparisonStore } from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';
import { titleOf } from './pickers';
import { reportOptions } from './reportOptions';
import { pickTarget, saveFile } from './saveFile';
import type { Targets } from './targets';

interface Format {
  readonly id: SectionFormat | 'png';
  readonly label: string;
  readonly extension: string;
  readonly description: string;
}

const formats: readonly Format[] = [
  { id: 'svg', label: 'SVG', extension: 'svg', description: 'The chart, for print' },
  { id: 'png', label: 'PNG', extension: 'png', description: 'The chart as the panel shows it' },
  { id: 'csv', label: 'CSV', extension: 'csv', description: 'The tables' },
  { id: 'markdown', label: 'Markdown', extension: 'md', description: 'All of it, for reading' },
  { id: 'json', label: 'JSON', extension: 'json', description: 'All of it, figures in nats' },
];

/** What the page adds to what it asks to export. */
interface Shown {
  /** The view that is shown, by its place. */
  readonly view: number;
  /** Its chart, painted. */
  readonly png: Uint8Array;
}

/** Writes one section of the panel to a file. */
export class SectionExport {
  constructor(
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly targets: Targets,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {}

  /**
   * Further arguments leave out the choices: the id of a section, of a format, a URI to write to, and
   * what the page shows of the section, without which there is no PNG.
   */
  async run(
    argument?: unknown,
    sectionId?: unknown,
    formatId?: unknown,
    targetUri?: unknown,
    shownNow?: unknown,
  ): Promise<void> {
    const { uri, document } = await this.documentOf(argument);
    const options = reportOptions(this.settings);
    const id = analysisIds.find((each) => each === sectionId) ?? (await this.pick(document));
    if (id === undefined) return;
    const shown = isShown(shownNow) ? shownNow : undefined;
    const offered = formats.filter((each) => each.id !== 'png' || shown !== undefined);
    const format =
      offered.find((each) => each.id === formatId) ??
      (await pickFormat(offered, sectionOf(document, options, id).title));
    if (format === undefined) return;
    const content =
      format.id === 'png'
        ? shown?.png
        : bytes(sectionFile(format.id, document, options, id, shown?.view));
    if (content === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'There is nothing to write as {0}: this text has too little evidence for a chart or a table here.',
          format.label,
        ),
      );
    }
    const target =
      targetUri instanceof vscode.Uri
        ? targetUri
        : await pickTarget(uri, { ...format, suffix: id });
    if (target !== undefined) await saveFile(target, content);
  }

  /** The document with its comparison, both as they were compared. */
  private async documentOf(
    argument: unknown,
  ): Promise<{ readonly uri: vscode.Uri; readonly document: ReportDocument }> {
    const document = await this.targets.document(argument);
    const { uri, version } = document;
    const entry = this.store.get(uri);
    if (!isScored(entry)) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('This document is not compared yet. Run Compare Document first.'),
      );
    }
    if (version !== entry.version) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The document was edited since it was compared, so its numbers no longer belong to its text. Compare it again and then export.',
        ),
      );
    }
    return {
      uri,
      document: {
        path: titleOf(uri),
        text: document.getText(),
        comparison: entry.comparison,
        conditions: entry.conditions ?? [],
      },
    };
  }

  private async pick(document: ReportDocument): Promise<AnalysisId | undefined> {
    const options = reportOptions(this.settings);
    const items = analysisIds.map((id) => {
      const { title, finding } = sectionOf(document, options, id);
      return { id, label: title, detail: finding };
    });
    const title = vscode.l10n.t('Export Section');
    return (await vscode.window.showQuickPick(items, { title }))?.id;
  }
}

async function pickFormat(offered: readonly Format[], title: string): Promise<Format | undefined> {
  const items = offered.map((format) => ({
    format,
    label: format.label,
    description: `.${format.extension}`,
    detail: format.description,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.format;
}

function bytes(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text);
}

function isShown(value: unknown): value is Shown {
  if (typeof value !== 'object' || value === null) return false;
  const { view, png } = value as Partial<Record<keyof Shown, unknown>>;
  return typeof view === 'number' && png instanceof Uint8Array;
}
