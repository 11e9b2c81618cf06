import * as vscode from 'vscode';
import type { TextRange } from '../../common/comparison';
import { UserFacingError } from '../../common/errors';
import { wholeLineEnds } from '../../common/sampling/wholeLineEnds';

/**
 * Puts text into a document as one undo step, with the document's line ends and nothing else changed: no
 * indentation, no formatting. What takes the place of one half of CRLF stands before or behind the line
 * end. The caret goes behind it.
 *
 * @param range what it takes the place of, UTF-16 code units; empty to replace nothing
 * @throws UserFacingError if the document cannot be changed
 */
export async function insertText(
  editor: vscode.TextEditor,
  range: TextRange,
  inserted: string,
): Promise<void> {
  const { document } = editor;
  const { version } = document;
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const {
    range: { start, end },
    text,
  } = wholeLineEnds(document.getText(), range, inserted, eol);
  const position = document.positionAt(start);
  const replaced = new vscode.Range(position, document.positionAt(end));
  if (document.getText(replaced) !== text) {
    const writable = vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) !== false;
    const applied =
      writable &&
      (await editor.edit(
        (builder) => {
          builder.replace(replaced, text);
        },
        { undoStopBefore: true, undoStopAfter: true },
      ));
    // VS Code also says that it has edited an editor that is read-only.
    if (document.version === version) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The continuation was not inserted: this document is read-only. Nothing in it changed.',
        ),
      );
    }
    if (!applied) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The continuation was not inserted: the document was edited meanwhile. Try again.',
        ),
      );
    }
  }
  const caret = document.positionAt(start + text.length);
  editor.selection = new vscode.Selection(caret, caret);
  editor.revealRange(new vscode.Range(position, caret));
}
