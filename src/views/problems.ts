import * as vscode from 'vscode';
import { toErrorReport, type ErrorAction, type ErrorReport } from '../common/errors';
import type { Log } from '../common/log';

/** Performs what a user chose beside an error message. */
export interface ActionRunner {
  runAction(action: ErrorAction, uri: vscode.Uri | undefined): PromiseLike<unknown>;
}

/** Titles of the buttons beside a message. */
function titleOf(action: ErrorAction): string {
  switch (action) {
    case 'showLog':
      return vscode.l10n.t('Show Log');
    case 'restart':
      return vscode.l10n.t('Restart');
    case 'chooseFolder':
      return vscode.l10n.t('Choose Folder');
    case 'choosePair':
      return vscode.l10n.t('Choose Pair');
    case 'openSettings':
      return vscode.l10n.t('Open Settings');
    case 'samplingOptions':
      return vscode.l10n.t('Sampling Options');
    case 'compareSelection':
      return vscode.l10n.t('Compare Selection');
    case 'compareVisibleRange':
      return vscode.l10n.t('Compare Visible Range');
  }
}

/** Shows failures as notifications with their actions; cancellation never comes here. */
export class Problems {
  constructor(
    private readonly actions: ActionRunner,
    private readonly log: Log,
  ) {}

  /** Shows a report and, without keeping the caller, performs the action that the user picks. */
  show(report: ErrorReport, uri?: vscode.Uri): void {
    const actions = new Set<ErrorAction>([...report.actions, 'showLog']);
    const items = [...actions].map((action) => ({ action, title: titleOf(action) }));
    vscode.window.showErrorMessage(report.message, ...items).then(
      async (chosen) => {
        if (chosen !== undefined) await this.actions.runAction(chosen.action, uri);
      },
      (error: unknown) => {
        this.logUnexpected(error);
      },
    );
  }

  /** Logs and shows whatever a command threw. */
  showThrown(error: unknown, uri?: vscode.Uri): void {
    const report = toErrorReport(error);
    if (report.kind === 'internal') this.logUnexpected(error);
    this.show(report, uri);
  }

  private logUnexpected(error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.log.log('error', detail);
  }
}
