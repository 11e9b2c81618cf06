import * as vscode from 'vscode';
import type { CommandId } from '../common/contributions';
import type { ErrorAction } from '../common/errors';
import type { ExportedSectionId, ShownPart } from '../common/protocol/panelExport';
import type { ActionRunner } from './problems';

/** Maps what error messages offer to commands. */
export class Actions implements ActionRunner {
  constructor(
    private readonly chooseFolder: () => Promise<void>,
    private readonly restart: (uri: vscode.Uri | undefined) => Promise<void>,
  ) {}

  async runAction(action: ErrorAction, uri: vscode.Uri | undefined): Promise<void> {
    switch (action) {
      case 'showLog':
        return this.run('steerscope.showLog', uri);
      case 'choosePair':
        return this.run('steerscope.selectPair', undefined);
      case 'compareSelection':
        return this.run('steerscope.compareSelection', uri);
      case 'compareVisibleRange':
        return this.run('steerscope.compareVisibleRange', uri);
      case 'chooseFolder':
        return this.chooseFolder();
      case 'restart':
        return this.restart(uri);
      case 'openSettings':
        await vscode.commands.executeCommand(
          'workbench.action.openSettings',
          'steerscope.maxDocumentLength',
        );
        return;
      case 'samplingOptions':
        await vscode.commands.executeCommand(
          'workbench.action.openSettings',
          'steerscope.sampling',
        );
    }
  }

  /** Writes what the panel shows of a section to a file that the user picks. */
  async exportSection(
    uri: vscode.Uri | undefined,
    section: ExportedSectionId,
    shown: ShownPart,
  ): Promise<void> {
    await vscode.commands.executeCommand(
      'steerscope.exportSection' satisfies CommandId,
      uri,
      section,
      undefined,
      undefined,
      shown,
    );
  }

  /** Runs one of our commands about a document. */
  async run(command: CommandId, uri: vscode.Uri | undefined): Promise<void> {
    await vscode.commands.executeCommand(command, ...(uri === undefined ? [] : [uri]));
  }

  async tryAlternative(uri: vscode.Uri, row: number, id: number): Promise<void> {
    const command: CommandId = 'steerscope.tryAlternative';
    await vscode.commands.executeCommand(command, uri, row, id);
  }
}
