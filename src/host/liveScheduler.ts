import * as vscode from 'vscode';
import type { Settings } from '../common/contributions';
import type { ComparisonStore } from './comparisonStore';
import { Debouncer } from './debouncer';
import type { DocumentComparer } from './documentComparer';
import type { SettingsService } from './settings';

/** Settings that change the numbers, so that live results of before are no longer wanted. */
const scoringSettings: readonly (keyof Settings)[] = [
  'pair',
  'pairs',
  'dtype',
  'contextWindow',
  'stride',
];

/** Least milliseconds until it is seen again whether a command's run has ended. */
const busyPause = 200;

/**
 * Live comparison: documents that were compared once are compared again after each pause in typing,
 * as long as the setting is on. It never starts a document by itself.
 */
export class LiveScheduler implements vscode.Disposable {
  private readonly debouncer = new Debouncer();
  private readonly listeners: vscode.Disposable;

  constructor(
    private readonly store: Pick<ComparisonStore, 'get' | 'all'>,
    private readonly comparer: Pick<DocumentComparer, 'refresh' | 'isBusy'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
  ) {
    this.listeners = vscode.Disposable.from(
      this.debouncer,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.schedule(document);
      }),
      settings.onDidChange((keys) => {
        if (scoringSettings.some((key) => keys.has(key))) this.scheduleAll();
      }),
    );
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private scheduleAll(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document);
  }

  private schedule(document: vscode.TextDocument): void {
    if (!this.settings.get('live.enabled') || !this.isWanted(document)) return;
    this.wait(document, this.settings.get('live.debounce'));
  }

  private wait(document: vscode.TextDocument, milliseconds: number): void {
    this.debouncer.schedule(document.uri.toString(), milliseconds, () => {
      // The document may have been closed or cleared, and the setting turned off, meanwhile.
      if (document.isClosed || !this.settings.get('live.enabled')) return;
      if (this.comparer.isBusy(document)) this.wait(document, Math.max(milliseconds, busyPause));
      else if (this.isWanted(document)) void this.comparer.refresh(document);
    });
  }

  /** A compared document whose comparison was not of a selection only. */
  private isWanted(document: vscode.TextDocument): boolean {
    const entry = this.store.get(document.uri);
    if (entry === undefined) return false;
    return entry.comparison === undefined || entry.asked?.range === undefined;
  }
}
