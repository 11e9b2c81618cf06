import * as path from 'node:path';
import * as vscode from 'vscode';
import { writeWhole, type FileContent } from '../host/atomicWrite';
import { fileWriters } from '../host/fileWriters';
import { titleOf } from './pickers';

/** What a file about a document is called and holds. */
export interface FileKind {
  /** What the files of this kind are called in the dialog. */
  readonly label: string;
  readonly extension: string;
  /** Between the document's name and the extension. */
  readonly suffix: string;
}

/** Asks where to write a file about a document, or about the pair alone; undefined when the user does not want to. */
export function pickTarget(
  document: vscode.Uri | undefined,
  { label, extension, suffix }: FileKind,
): Thenable<vscode.Uri | undefined> {
  const name = `${path.posix.parse(document?.path ?? '').name || 'steerscope'}.${suffix}.${extension}`;
  const folder =
    document?.scheme === 'file'
      ? vscode.Uri.joinPath(document, '..')
      : vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export'),
    filters: { [label]: [extension] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}

/** Writes a whole file or leaves the old one, says so, and offers to open it. */
export async function saveFile(target: vscode.Uri, content: FileContent): Promise<void> {
  await writeWhole(fileWriters, target, content);
  const open = vscode.l10n.t('Open');
  vscode.window
    .showInformationMessage(vscode.l10n.t('Exported to {0}.', titleOf(target)), open)
    .then(async (chosen) => {
      if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
    });
}
