import * as vscode from 'vscode';
import type { TextRange } from '../../common/comparison';

/** An editor that shows the document, if one does. */
export function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri.toString();
  const active = vscode.window.activeTextEditor;
  if (active?.document.uri.toString() === key) return active;
  return vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === key);
}

/**
 * The caret of the document that the panel shows, read and moved. Moves that the panel itself asked for
 * are not reported back: with several on their way an old one would undo a newer.
 */
export class PanelCaret implements vscode.Disposable {
  private readonly moved = new vscode.EventEmitter<vscode.TextEditor>();
  private readonly subscription: vscode.Disposable;
  /** Offsets of own moves whose events have not come yet, in order. */
  private own: number[] = [];

  /** Fires when the caret of any editor was moved by something else than the panel. */
  readonly onDidMove = this.moved.event;

  constructor() {
    this.subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      const seen = this.own.indexOf(this.offsetIn(textEditor));
      this.own = seen < 0 ? [] : this.own.slice(seen + 1);
      if (seen < 0) this.moved.fire(textEditor);
    });
  }

  /** UTF-16 offset of the caret in the document; undefined while no editor shows it. */
  offset(uri: vscode.Uri): number | undefined {
    const editor = editorOf(uri);
    return editor && this.offsetIn(editor);
  }

  /** UTF-16 offset of an editor's caret. */
  offsetIn(editor: vscode.TextEditor): number {
    return editor.document.offsetAt(editor.selection.active);
  }

  /**
   * Puts the caret on a token. With `focus` the user goes on in the editor; without, the token is
   * selected as search results are, because an editor without the focus shows no caret.
   *
   * @param spanNow looks the token up once the editor is there, since the text may change until then;
   * undefined when it is gone, which leaves the caret alone
   */
  async goTo(uri: vscode.Uri, spanNow: () => TextRange | undefined, focus: boolean): Promise<void> {
    const shown = editorOf(uri);
    const editor =
      shown === undefined || focus
        ? await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
            viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
            preserveFocus: !focus,
          })
        : shown;
    const span = spanNow();
    if (!span) return;
    const start = editor.document.positionAt(span.start);
    const end = editor.document.positionAt(span.end);
    const selection = new vscode.Selection(focus ? start : end, start);
    if (!editor.selection.isEqual(selection)) {
      this.own.push(editor.document.offsetAt(start));
      editor.selection = selection;
    }
    editor.revealRange(
      new vscode.Range(start, end),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.moved.dispose();
  }
}
