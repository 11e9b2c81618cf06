import * as vscode from 'vscode';
import { panelViewType } from '../common/contributions';

/** Editors of these show output or input of VS Code itself and are nobody's document. */
const passiveSchemes = new Set(['output', 'debug', 'comment', 'vscode-scm', 'vscode-terminal']);

/**
 * The document that commands without arguments mean: that of the active text editor, which stays
 * while the focus is in our own panel.
 */
export class ActiveDocument implements vscode.Disposable {
  private current: vscode.TextEditor | undefined;
  private readonly changed = new vscode.EventEmitter<vscode.TextEditor | undefined>();
  private readonly listeners: vscode.Disposable;

  readonly onDidChange = this.changed.event;

  constructor() {
    this.current = wanted(vscode.window.activeTextEditor);
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.update();
      }),
      vscode.window.tabGroups.onDidChangeTabs(() => {
        this.update();
      }),
    );
  }

  /** The editor, or undefined when no document is active. */
  get editor(): vscode.TextEditor | undefined {
    const { current } = this;
    if (current === undefined || current.document.isClosed) return undefined;
    // Editors are replaced when their tab is hidden and shown again.
    return (
      vscode.window.visibleTextEditors.find((editor) => editor === current) ??
      vscode.window.visibleTextEditors.find((editor) => editor.document === current.document) ??
      current
    );
  }

  get uri(): vscode.Uri | undefined {
    return this.editor?.document.uri;
  }

  dispose(): void {
    this.listeners.dispose();
    this.changed.dispose();
  }

  private update(): void {
    const active = vscode.window.activeTextEditor;
    if (active === undefined && ownPanelIsActive()) return;
    if (active !== undefined && passiveSchemes.has(active.document.uri.scheme)) return;
    if (active === this.current) return;
    this.current = active;
    this.changed.fire(active);
  }
}

function wanted(editor: vscode.TextEditor | undefined): vscode.TextEditor | undefined {
  return editor !== undefined && passiveSchemes.has(editor.document.uri.scheme)
    ? undefined
    : editor;
}

function ownPanelIsActive(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  // VS Code prefixes the view type of a webview with its own name.
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelViewType);
}
