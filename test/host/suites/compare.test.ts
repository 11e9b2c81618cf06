import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension';
import { panelViewType } from '../../../src/common/contributions';
import {
  closeEverything,
  extensionApi,
  hoverAt,
  openText,
  rowText,
  run,
  scored,
  story,
  untilTabs,
} from '../support/extension';

function isPanel({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelViewType);
}

suite('comparing a document', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(closeEverything);

  test('scores every token of an untitled document and leaves its text alone', async () => {
    const { document } = await openText(story);
    const { version } = document;
    await run('steerscope.compareDocument');
    const entry = scored(api, document.uri);
    const { comparison } = entry;
    const rows = Array.from({ length: comparison.rowCount }, (_, row) => row);
    assert.equal(rows.map((row) => rowText(document, entry, row)).join(''), story);
    assert.ok(rows.length > 20);
    assert.ok(
      rows.some((row) => (comparison.divergence.js[row] ?? 0) > comparison.pair.noiseFloor),
    );
    assert.equal(document.getText(), story);
    assert.equal(document.version, version);
    assert.equal(entry.firstStaleRow, comparison.rowCount);
    assert.ok(api.processId() !== undefined);
  });

  test('writes the implied reward behind each line while that is asked for', async () => {
    const { document } = await openText(story);
    const hints = async (): Promise<readonly vscode.InlayHint[]> =>
      vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        new vscode.Range(0, 0, document.lineCount, 0),
      );
    await run('steerscope.compareDocument');
    assert.deepEqual(await hints(), []);
    await run('steerscope.toggleLineRewards');
    const shown = await hints();
    const written = Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line));
    assert.equal(
      shown.length,
      written.filter(({ isEmptyOrWhitespace }) => !isEmptyOrWhitespace).length,
    );
    for (const { label, position } of shown) {
      assert.match(typeof label === 'string' ? label : '', /^log ratio [+−]?\d+\.\d bits/);
      assert.ok(position.isEqual(document.lineAt(position.line).range.end));
    }
    await run('steerscope.toggleLineRewards');
    assert.deepEqual(await hints(), []);
    assert.equal(document.getText(), story);
  });

  test('says in the hover what both models make of the token, and only there', async () => {
    const { document } = await openText(story);
    assert.equal(await hoverAt(document, 40), '');
    await run('steerscope.compareDocument');
    const offset = story.indexOf(' mill');
    const text = await hoverAt(document, offset);
    assert.match(text, /divergence [\d.<]+/);
    assert.match(text, /log ratio [+−\d.<>]+/);
    assert.match(text, /\| probability \|/);
    assert.match(text, /command:steerscope\.showDistribution\?/);
    assert.equal(await hoverAt(document, story.length), '');
  });

  test('compares a selection with everything before it as context', async () => {
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    const whole = scored(api, editor.document.uri);
    const start = story.indexOf('A boy');
    const end = story.indexOf(' came');
    editor.selection = new vscode.Selection(
      editor.document.positionAt(start),
      editor.document.positionAt(end),
    );
    await run('steerscope.compareSelection');
    const part = scored(api, editor.document.uri);
    const { firstToken, rowCount } = part.comparison;
    assert.ok(firstToken > 0 && rowCount < whole.comparison.rowCount);
    assert.ok((part.starts[0] ?? -1) <= start && (part.ends.at(-1) ?? -1) >= end);
    for (let row = 0; row < rowCount; row++) {
      const expected = whole.comparison.divergence.js[firstToken + row] ?? NaN;
      const actual = part.comparison.divergence.js[row] ?? NaN;
      assert.ok(Math.abs(expected - actual) < 1e-4, `row ${row}: ${expected} and ${actual}`);
    }
  });

  test('compares with the clipboard and with another open document, with the same pair', async () => {
    const other = await openText('Once there was a happy pond with a big party.');
    const { document } = await openText(story);
    await vscode.env.clipboard.writeText('A short text.');
    await run('steerscope.compareWithClipboard');
    const first = scored(api, document.uri);
    assert.equal(first.against?.title, 'Clipboard');
    assert.equal(first.against.comparison.utf16Length, 'A short text.'.length);
    await run('steerscope.compareWithDocument', document.uri, other.document.uri);
    const second = scored(api, document.uri);
    assert.equal(second.against?.comparison.utf16Length, other.document.getText().length);
    assert.equal(second.against.comparison.pair.id, second.comparison.pair.id);
    // The document's own numbers were fresh and are not scored a second time.
    assert.equal(second.comparison.tokens, first.comparison.tokens);
  });

  test('clears a comparison', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    await run('steerscope.clear');
    assert.equal(api.store.get(document.uri), undefined);
    assert.equal(await hoverAt(document, 40), '');
  });

  test('goes from one divergent token to the next and round at the end', async () => {
    const editor = await openText(story);
    await vscode.workspace
      .getConfiguration('steerscope')
      .update('threshold', 0.02, vscode.ConfigurationTarget.Global);
    try {
      await run('steerscope.compareDocument');
      const { comparison, starts } = scored(api, editor.document.uri);
      const expected = Array.from(starts).filter(
        (_, row) => (comparison.divergence.js[row] ?? 0) >= 0.02 * Math.LN2,
      );
      assert.ok(expected.length >= 2, 'the story has too few divergent tokens for this test');
      const caret = (): number => editor.document.offsetAt(editor.selection.active);
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      const visited: number[] = [];
      while (visited.length < expected.length) {
        await run('steerscope.nextDivergence');
        visited.push(caret());
      }
      assert.deepEqual(new Set(visited), new Set(expected));
      const here = caret();
      await run('steerscope.nextDivergence');
      await run('steerscope.previousDivergence');
      assert.equal(caret(), here);
    } finally {
      await vscode.workspace
        .getConfiguration('steerscope')
        .update('threshold', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('agrees in several editors of one document', async () => {
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    const second = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.Two);
    await run('steerscope.nextDivergence');
    assert.equal(second.document, editor.document);
    scored(api, second.document.uri);
    assert.equal(api.store.all().length, 1);
  });

  test('opens the sample as a document of its own', async () => {
    await run('steerscope.openSample');
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.ok(document?.isUntitled);
    assert.ok(document.getText().length > 300);
  });

  test('opens the panel, a token in it, the log and the report', async () => {
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    const divergent = editor.document.positionAt(story.indexOf(' mill'));
    editor.selection = new vscode.Selection(divergent, divergent);
    await run('steerscope.openPanel');
    await run('steerscope.showDistribution');
    await untilTabs((tabs) => tabs.filter(isPanel).length === 1, 'one panel');
    await run('steerscope.showLog');
    await vscode.window.showTextDocument(editor.document);
    await run('steerscope.showReport');
    const report = vscode.window.activeTextEditor?.document;
    assert.equal(report?.uri.scheme, 'steerscope-report');
    const { rowCount } = scored(api, editor.document.uri).comparison;
    assert.match(report.getText(), /^Steerscope report on /);
    assert.ok(report.getText().includes(`${rowCount} tokens`));
  });

  test('means the same document while the panel has the focus', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    await run('steerscope.openPanel');
    await untilTabs((tabs) => tabs.some(isPanel), 'the panel');
    const left = new Promise<void>((resolve) => {
      const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) return;
        listener.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand('workbench.action.focusNextGroup');
    await left;
    await run('steerscope.clear');
    assert.equal(api.store.get(document.uri), undefined);
  });

  test('works in read-only and virtual documents', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('steerscope-test', {
      provideTextDocumentContent: () => story,
    });
    try {
      const uri = vscode.Uri.parse('steerscope-test:/a%20b/story.txt?revision=1#part');
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await run('steerscope.compareDocument');
      assert.equal(scored(api, uri).comparison.utf16Length, story.length);
      assert.match(await hoverAt(document, 40), /divergence/);
    } finally {
      provider.dispose();
    }
  });

  test('works in the cells of a notebook', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, story, 'markdown');
    const code = new vscode.NotebookCellData(
      vscode.NotebookCellKind.Code,
      'print("rain")',
      'python',
    );
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell, code]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(1);
    await run('steerscope.compareDocument', document.uri);
    assert.equal(scored(api, document.uri).comparison.utf16Length, 'print("rain")'.length);
    assert.match(await hoverAt(document, 2), /divergence/);
  });

  test('forgets a document that is closed', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const gone = new Promise<void>((resolve) => {
      const listener = api.store.onDidChange(() => {
        if (api.store.get(document.uri) === undefined) {
          listener.dispose();
          resolve();
        }
      });
    });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await gone;
  });
});
