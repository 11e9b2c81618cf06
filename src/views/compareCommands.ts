import * as vscode from 'vscode';
import { conditioning } from '../common/analysis/conditioning';
import type { TextRange } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import { tokensHash, type BestPrefixes } from '../host/bestPrefixes';
import type { ComparisonStore } from '../host/comparisonStore';
import { visibleRange } from '../host/documentEdits';
import type { DocumentComparer } from '../host/documentComparer';
import type { PairCatalog } from '../host/pairCatalog';
import type { RunOutcome } from '../host/runOutcome';
import type { SettingsService } from '../host/settings';
import { pickDocument, titleOf } from './pickers';
import { pickPrefix } from './prefixPicker';
import type { Problems } from './problems';
import { uriOf, type Targets } from './targets';

/** The part of the panel that comparing opens. */
export interface PanelOpener {
  show(uri?: vscode.Uri): void;
}

/** Commands that start and end comparisons. */
export class CompareCommands {
  private panelOffered = false;
  /** What was last asked for each document, to be asked again after a failure. */
  private readonly last = new WeakMap<vscode.TextDocument, () => Promise<RunOutcome>>();

  constructor(
    private readonly comparer: DocumentComparer,
    private readonly targets: Targets,
    private readonly settings: Pick<SettingsService, 'get' | 'update'>,
    private readonly panel: PanelOpener,
    private readonly problems: Problems,
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly bestPrefixes: BestPrefixes,
    private readonly pairs: Pick<PairCatalog, 'conditions'>,
  ) {}

  async compareDocument(argument?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    this.offerPanel(document.uri);
    await this.run(document, () => this.comparer.compare(document));
  }

  /** Does again what was last asked for a document. */
  async repeat(argument?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    await this.run(
      document,
      this.last.get(document) ?? ((): Promise<RunOutcome> => this.comparer.compare(document)),
    );
  }

  async compareSelection(argument?: unknown): Promise<void> {
    const { document, selections } = await this.targets.editor(argument);
    const selection = selections.find(({ isEmpty }) => !isEmpty);
    if (selection === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('Nothing is selected. Select the text to compare and run the command again.'),
      );
    }
    const range: TextRange = {
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    };
    const { version } = document;
    await this.run(document, () => {
      // Offsets of an earlier text mean nothing: the whole document is the honest answer then.
      const same = document.version === version;
      return this.comparer.compare(document, same ? range : undefined);
    });
  }

  /** Compares what editors show of the document when the run begins. */
  async compareVisibleRange(argument?: unknown): Promise<void> {
    const { document } = await this.targets.editor(argument);
    await this.run(document, () => {
      const range = visibleRange(document);
      if (range !== undefined && range.start < range.end) {
        return this.comparer.compare(document, range);
      }
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'No editor shows a text of this document. Show it and run the command again.',
        ),
      );
    });
  }

  async compareWithClipboard(argument?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    const text = await vscode.env.clipboard.readText();
    if (text === '') {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The clipboard holds no text. Copy the text to compare with and run the command again.',
        ),
      );
    }
    await this.compareWith(document, vscode.l10n.t('Clipboard'), text);
  }

  /** The second argument, a URI, leaves out the choice of the other document. */
  async compareWithDocument(argument?: unknown, other?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    const otherUri = uriOf(other);
    const picked =
      otherUri === undefined
        ? await pickDocument(document.uri)
        : await vscode.workspace.openTextDocument(otherUri);
    if (picked === undefined) return;
    if (picked === 'none') {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'No other document is open. Open the document to compare with and run the command again.',
        ),
      );
    }
    await this.compareWith(document, titleOf(picked.uri), picked.getText());
  }

  /** The second argument, a text, leaves out the choice of the prefix. */
  async compareWithCondition(argument?: unknown, prefix?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    const { comparison, conditions = [] } = this.store.get(document.uri) ?? {};
    const best = comparison === undefined ? [] : this.bestPrefixes.of(comparison.pair.id);
    const picked =
      typeof prefix === 'string'
        ? prefix
        : await pickPrefix({
            uri: document.uri.toString(),
            comparison,
            conditions,
            best,
            stated: await this.pairs.conditions(),
          });
    if (picked === undefined) return;
    this.panel.show(document.uri);
    await this.run(document, () => this.comparer.compareWithCondition(document, picked));
    await this.keepBest(document.uri, picked);
  }

  /** Turns live comparison on or off; on, the document is compared at once. */
  async toggleLive(argument?: unknown): Promise<void> {
    const enabled = !this.settings.get('live.enabled');
    await this.settings.update('live.enabled', enabled);
    if (!enabled) return;
    const document = await this.targets.document(argument);
    await this.run(document, () => this.comparer.compare(document));
  }

  async cancel(argument?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    this.comparer.cancel(document.uri);
  }

  async clear(argument?: unknown): Promise<void> {
    const document = await this.targets.document(argument);
    this.comparer.clear(document.uri);
  }

  /** Remembers the prefix if it explains more of the document's shift than any before. */
  private async keepBest(uri: vscode.Uri, prefix: string): Promise<void> {
    const { comparison, conditions = [] } = this.store.get(uri) ?? {};
    const compared = conditions.find(({ condition }) => condition?.text === prefix);
    if (comparison === undefined || compared === undefined) return;
    const { share, evidence } = conditioning(comparison, compared);
    if (share === undefined || evidence !== 'explains') return;
    await this.bestPrefixes.offer(comparison.pair.id, {
      uri: uri.toString(),
      tokens: tokensHash(comparison),
      text: prefix,
      share,
    });
  }

  private async compareWith(
    document: vscode.TextDocument,
    title: string,
    text: string,
  ): Promise<void> {
    // The two texts stand side by side in the panel and nowhere else.
    this.panel.show(document.uri);
    await this.run(document, () => this.comparer.compareWith(document, { title, text }));
  }

  /** The first comparison of a window opens the panel; whoever closes it is not asked again. */
  private offerPanel(uri: vscode.Uri): void {
    if (this.panelOffered) return;
    this.panelOffered = true;
    this.panel.show(uri);
  }

  private async run(document: vscode.TextDocument, work: () => Promise<RunOutcome>): Promise<void> {
    this.last.set(document, work);
    this.report(await work(), document.uri);
  }

  private report(outcome: RunOutcome, uri: vscode.Uri): void {
    if (outcome.kind === 'failed') this.problems.show(outcome.error, uri);
  }
}
