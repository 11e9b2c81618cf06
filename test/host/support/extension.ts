import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import type * as Extension from '../../../src/extension';
import type { ExtensionApi } from '../../../src/extension';
import type { CommandId, Settings } from '../../../src/common/contributions';
import {
  isScored,
  type ComparedDocument,
  type ScoredDocument,
} from '../../../src/host/comparisonStore';

/** The running extension under test, which keeps no results: they would hide what the engine does. */
export async function extensionApi(): Promise<ExtensionApi> {
  await set('cache.size', 0);
  const extension = vscode.extensions.getExtension<ExtensionApi>('steerscope.steerscope');
  assert.ok(extension, 'the extension under test is not installed');
  return extension.activate();
}

/**
 * Ends the extension and starts it again, as reloading the window does: everything that it owns is
 * disposed, in the order in which VS Code does it. What tests hold of it is then of the new start.
 */
export function reload(api: ExtensionApi): void {
  const { context } = api;
  const owned = context.subscriptions.splice(0);
  for (const each of owned) each.dispose();
  const program = path.join(context.extensionPath, 'dist', 'extension.js');
  // The very program that VS Code has loaded.
  const extension = createRequire(program)(program) as Pick<typeof Extension, 'activate'>;
  Object.assign(api, extension.activate(context));
}

/** A short story in the language of the bundled pair. */
export const story =
  'There was a small pond behind the old mill. In the morning the water was grey and still. ' +
  'A boy named Tom came down the path with a bucket. He wanted to bring some water to his mother.\n';

/**
 * Opens a text as an untitled document. VS Code gives the name of a closed one again and may fill the
 * new document from the old one's backup; such a document is left alone and another opened.
 */
export async function openText(content: string): Promise<vscode.TextEditor> {
  // Line ends are made uniform, so only what lies between them is compared.
  const lines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');
  const open = (): Thenable<vscode.TextDocument> =>
    vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  let document = await open();
  for (let tries = 0; lines(document.getText()).length !== lines(content).length; tries++) {
    assert.ok(tries < 5, 'VS Code opens documents with the text of others');
    document = await open();
  }
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
  assert.ok(
    await editor.edit((builder) => {
      builder.replace(range, text);
    }),
  );
}

/** Undoes one step of a document: where a panel that opens has the focus, once it is given back. */
export async function undo(document: vscode.TextDocument): Promise<void> {
  const { version } = document;
  for (let tries = 0; document.version === version; tries++) {
    assert.ok(tries < 20, 'nothing was undone');
    if (tries > 0) await pause(100);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
  }
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

/** Waits until the open tabs satisfy a condition: VS Code reports them a little later. */
export async function untilTabs(
  condition: (tabs: readonly vscode.Tab[]) => boolean,
  what: string,
): Promise<void> {
  const tabs = (): readonly vscode.Tab[] =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  if (condition(tabs())) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`${what} did not appear`));
    }, 20_000);
    const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (!condition(tabs())) return;
      clearTimeout(timer);
      listener.dispose();
      resolve();
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
export function rowText(
  document: vscode.TextDocument,
  entry: ComparedDocument,
  row: number,
): string {
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

/**
 * Closes every editor without saving, and waits until VS Code has let go of the untitled documents:
 * it gives their names to new ones.
 */
export async function closeEverything(): Promise<void> {
  const untitled = (): vscode.TextDocument | undefined =>
    vscode.workspace.textDocuments.find((document) => document.isUntitled && !document.isClosed);
  for (let document = untitled(); document !== undefined; document = untitled()) {
    const closing = document;
    let listener: vscode.Disposable | undefined;
    const closed = new Promise<void>((resolve) => {
      listener = vscode.workspace.onDidCloseTextDocument((each) => {
        if (each === closing) resolve();
      });
    });
    await vscode.window.showTextDocument(closing);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    // A panel that opens meanwhile takes the editor's place and is closed instead: then once more.
    if (!closing.isClosed) await Promise.race([closed, pause(1_000)]);
    listener?.dispose();
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
