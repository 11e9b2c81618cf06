import * as vscode from 'vscode';
import { UserFacingError } from '../common/errors';
import type { ReportDocument } from '../common/report/reportDocument';
import type { SettingsService } from '../host/settings';

import { isScored, type ComparisonStore, type ScoredDocument } from '../host/comparisonStore';
import type { PairCatalog } from '../host/pairCatalog';
import { exportFormats } from './exportFormats';
import { reportOptions } from './reportOptions';
import type { Navigation } from './navigation';
import { pickFormat, titleOf } from './pickers';
import type { PanelOpener } from './compareCommands';
import { reportUri } from './reportProvider';
import { pickTarget, saveFile } from './saveFile';
import type { Targets } from './targets';

/** The part of the panel that shows one token. */
export interface TokenPanel extends PanelOpener {
  showToken(uri: vscode.Uri, row: number): void;
}

/** Commands that show, write out or open something. */
export class ShowCommands {
  constructor(
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly targets: Targets,
    private readonly navigation: Navigation,
    private readonly panel: TokenPanel,
    private readonly catalog: Pick<PairCatalog, 'samples'>,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {}

  async nextDivergence(argument?: unknown): Promise<void> {
    this.navigation.goToDivergence(await this.targets.editor(argument), 'next');
  }

  async previousDivergence(argument?: unknown): Promise<void> {
    this.navigation.goToDivergence(await this.targets.editor(argument), 'previous');
  }

  /** A second argument names the row; without it the row at the caret is meant. */
  async showDistribution(argument?: unknown, row?: unknown): Promise<void> {
    const editor = await this.targets.editor(argument);
    const shown = typeof row === 'number' ? row : this.navigation.rowAtCaret(editor);
    const entry = this.store.get(editor.document.uri);
    // The link of an old hover may name a row that its document's present result does not have.
    if (shown === undefined || !isScored(entry) || !isScoredRow(entry, shown)) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'No token is scored at the cursor. Put it on a compared token and run the command again.',
        ),
      );
    }
    this.panel.showToken(editor.document.uri, shown);
  }

  async showReport(argument?: unknown): Promise<void> {
    const { entry } = await this.scored(argument);
    const report = await vscode.workspace.openTextDocument(reportUri(entry.uri));
    await vscode.window.showTextDocument(report, { preview: true });
  }

  /** Further arguments, the id of a format and a URI, leave out the choices. */
  async export(argument?: unknown, formatId?: unknown, targetUri?: unknown): Promise<void> {
    const { document, entry } = await this.scored(argument);
    const format = exportFormats.find(({ id }) => id === formatId) ?? (await pickFormat());
    if (format === undefined) return;
    const target =
      targetUri instanceof vscode.Uri
        ? targetUri
        : await pickTarget(document.uri, { ...format, suffix: 'steerscope' });
    if (target === undefined) return;
    if (document.version !== entry.version) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The document was edited since it was compared, so its numbers no longer belong to its text. Compare it again and then export.',
        ),
      );
    }
    const reportDocument: ReportDocument = {
      path: titleOf(document.uri),
      text: document.getText(),
      comparison: entry.comparison,
      conditions: entry.conditions ?? [],
    };
    const content = new TextEncoder().encode(
      format.render([reportDocument], reportOptions(this.settings)),
    );
    await saveFile(target, content);
  }

  /** Opens the selected pair's first sample as an untitled document, to be edited freely. */
  async openSample(): Promise<void> {
    const [sample] = await this.catalog.samples();
    if (sample === undefined) {
      throw new UserFacingError('unreadable', vscode.l10n.t('This pair comes without a sample.'));
    }
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(sample.uri));
    // Prose has long lines, and Markdown is the language whose lines VS Code wraps by default.
    const document = await vscode.workspace.openTextDocument({ content, language: 'markdown' });
    await vscode.window.showTextDocument(document, { preview: false });
  }

  private async scored(
    argument: unknown,
  ): Promise<{ readonly document: vscode.TextDocument; readonly entry: ScoredDocument }> {
    const document = await this.targets.document(argument);
    const entry = this.store.get(document.uri);
    if (isScored(entry)) return { document, entry };
    throw new UserFacingError(
      'usage',
      vscode.l10n.t('This document is not compared yet. Run Compare Document first.'),
    );
  }
}

function isScoredRow({ comparison }: ScoredDocument, row: number): boolean {
  return Number.isInteger(row) && row >= 0 && row < comparison.scoredCount;
}
