import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension';
import type { CommandId, Settings } from '../../../src/common/contributions';
import { isScored, type ComparedDocument, type ScoredDocument } from '../../../src/host/comparisonStore';

/** The running extension under test. */
export async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('steerscope.steerscope');
  assert.ok(extension, 'the extension under test is not installed');
  return extension.activate();
}

/** A short story in the language of the bundled pair. */
export const story =
  'There was a small pond behind the old mill. In the morning the water was grey and still. ' +
  'A boy named Tom came down the path with a bucket. He wanted to bring some water to his mother.\n';

export async function openText(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  return vscode.window.showTextDocument(document, { preview: false });
}

export async function run(command: CommandId, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

/** Replaces text of a document through an editor, as typing does. */
export async function edit(
  editor: vscode.TextEditor,
  at: number,
  length: number,
  text: string,
): Promise<void> {
  const { document } = editor;
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + length));
  assert.ok(await editor.edit((builder) => {
    builder.replace(range, text);
  }));
}

/** Waits until the document's entry satisfies a condition; rejects after `seconds`. */
export async function until(
  api: ExtensionApi,
  uri: vscode.Uri,
  condition: (entry: ComparedDocument | undefined) => boolean,
  what: string,
  seconds = 30,
): Promise<ComparedDocument | undefined> {
  const current = api.store.get(uri);
  if (condition(current)) return current;
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      listener.dispose();
      act();
    };
    const timer = setTimeout(() => {
      const state = JSON.stringify(api.store.get(uri)?.state);
      finish(() => {
        reject(new Error(`${what} did not happen in ${seconds} s; the state is ${state}`));
      });
    }, seconds * 1_000);
    const listener = api.store.onDidChange((changed) => {
      const entry = api.store.get(uri);
      if (changed.toString() === uri.toString() && condition(entry)) {
        finish(() => {
          resolve(entry);
        });
      }
    });
  });
}

/** The entry of a document that must be scored to its end. */
export function scored(api: ExtensionApi, uri: vscode.Uri): ScoredDocument {
  const entry = api.store.get(uri);
  assert.ok(isScored(entry), `not scored: ${JSON.stringify(entry?.state)}`);
  assert.equal(entry.state.kind, 'done');
  assert.equal(entry.comparison.scoredCount, entry.comparison.rowCount);
  return entry;
}

/** Text of a row in the document as it is now. */
export function rowText(document: vscode.TextDocument, entry: ComparedDocument, row: number): string {
  return document.getText().slice(entry.starts[row], entry.ends[row]);
}

/** Writes a setting for the user; undefined takes it away. */
export async function set<K extends keyof Settings>(
  key: K,
  value: Settings[K] | undefined,
): Promise<void> {
  await vscode.workspace
    .getConfiguration('steerscope')
    .update(key, value, vscode.ConfigurationTarget.Global);
}

/** Closes every editor without saving and waits for nothing more. */
export async function closeEverything(): Promise<void> {
  for (const { document } of vscode.window.visibleTextEditors) {
    if (document.isUntitled) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The plain text of all hovers at an offset. */
export async function hoverAt(document: vscode.TextDocument, offset: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(offset),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}
