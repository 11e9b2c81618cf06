import * as vscode from 'vscode';
import { UserFacingError } from '../common/errors';
import type { ActiveDocument } from '../host/activeDocument';

/** Finds the document that a command is about: the one it was given, or the active one. */
export class Targets {
  constructor(private readonly active: Pick<ActiveDocument, 'editor'>) {}

  /** Throws `UserFacingError` when no document is meant. */
  async document(argument: unknown): Promise<vscode.TextDocument> {
    const uri = uriOf(argument);
    if (uri !== undefined) return vscode.workspace.openTextDocument(uri);
    return this.activeEditor().document;
  }

  /** An editor of the document, shown if none shows it. Throws `UserFacingError` as above. */
  async editor(argument: unknown): Promise<vscode.TextEditor> {
    const uri = uriOf(argument);
    const { editor } = this.active;
    if (uri === undefined || editor?.document.uri.toString() === uri.toString()) {
      return this.activeEditor();
    }
    const shown = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === uri.toString(),
    );
    return shown ?? vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  private activeEditor(): vscode.TextEditor {
    const { editor } = this.active;
    if (editor !== undefined) return editor;
    throw new UserFacingError(
      'usage',
      vscode.l10n.t('No text editor is active. Open a document and run the command again.'),
    );
  }
}

/** A URI as commands get it: from menus as an object, from links as text. */
export function uriOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  return typeof argument === 'string' ? vscode.Uri.parse(argument) : undefined;
}
