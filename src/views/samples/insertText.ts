import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';

/**
 * Puts text into a document as one undo step, with the document's line ends and nothing else changed: no
 * indentation, no formatting. The caret goes behind it.
 *
 * @param offset UTF-16 code units
 * @throws UserFacingError if the document cannot be changed
 */
export async function insertText(
  editor: vscode.TextEditor,
  offset: number,
  text: string,
): Promise<void> {
  const { document } = editor;
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const lines = text.replaceAll(/\r\n|\r|\n/g, eol);
  const position = document.positionAt(offset);
  const writable = vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) !== false;
  const applied =
    writable &&
    (await editor.edit(
      (builder) => {
        builder.insert(position, lines);
      },
      { undoStopBefore: true, undoStopAfter: true },
    ));
  // VS Code also says that it has edited an editor that is read-only.
  const end = offset + lines.length;
  const there = new vscode.Range(position, document.positionAt(end));
  if (!applied || document.getText(there) !== lines) {
    throw new UserFacingError(
      'usage',
      vscode.l10n.t(
        'The continuation was not inserted: this document is read-only. Nothing in it changed.',
      ),
    );
  }
  const caret = document.positionAt(end);
  editor.selection = new vscode.Selection(caret, caret);
  editor.revealRange(there);
}
