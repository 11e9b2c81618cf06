import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeEverything, edit, extensionApi, openText, run, story } from '../support/extension';

suite('exporting a comparison', () => {
  let folder: vscode.Uri;

  suiteSetup(async () => {
    await extensionApi();
    const root = vscode.workspace.workspaceFolders?.[0];
    assert.ok(root);
    folder = vscode.Uri.joinPath(root.uri, 'exports');
    await vscode.workspace.fs.createDirectory(folder);
  });

  teardown(closeEverything);

  const target = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);

  for (const [format, expected] of [
    ['json', '"formatVersion": 1'],
    ['csv', 'base.surprisal'],
    ['markdown', 'divergence'],
    ['html', '</html>'],
  ] as const) {
    test(`writes ${format}, whole and nothing else`, async () => {
      const { document } = await openText(story);
      await run('steerscope.compareDocument');
      const uri = target(`story.${format}`);
      await run('steerscope.export', document.uri, format, uri);
      assert.ok(readFileSync(uri.fsPath, 'utf8').includes(expected));
      assert.deepEqual(
        readdirSync(folder.fsPath).filter((name) => name.endsWith('.tmp')),
        [],
      );
      assert.equal(document.getText(), story);
    });
  }

  test('writes a section as each of its formats', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const png = Uint8Array.of(1, 2, 3);
    for (const [format, expected] of [
      ['svg', '</svg>'],
      ['csv', '\r\n'],
      ['markdown', '## What is this?'],
      ['json', '"section": "impliedReward"'],
      ['png', '\u0001\u0002\u0003'],
    ] as const) {
      const uri = target(`section.${format}`);
      const shown = { view: 0, png };
      await run('steerscope.exportSection', document.uri, 'impliedReward', format, uri, shown);
      assert.ok(readFileSync(uri.fsPath, 'utf8').includes(expected), format);
    }
    assert.equal(document.getText(), story);
  });

  test('writes JSON whose spans are those of the document', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const uri = target('spans.json');
    await run('steerscope.export', document.uri, 'json', uri);
    const written = JSON.parse(readFileSync(uri.fsPath, 'utf8')) as {
      documents: { tokens: { start: number; end: number; text: string }[] }[];
    };
    const tokens = written.documents[0]?.tokens ?? [];
    assert.ok(tokens.length > 20);
    for (const { start, end, text } of tokens) assert.equal(story.slice(start, end), text);
  });

  test('leaves an older export as it was when it cannot write', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const uri = target('kept.json');
    await run('steerscope.export', document.uri, 'json', uri);
    const before = readFileSync(uri.fsPath, 'utf8');
    // A folder in the way of the target, and a folder that is not there.
    await vscode.workspace.fs.createDirectory(target('taken.json/inside'));
    await run('steerscope.export', document.uri, 'json', target('taken.json'));
    await run('steerscope.export', document.uri, 'json', target('kept.json/below.json'));
    assert.equal(readFileSync(uri.fsPath, 'utf8'), before);
    assert.deepEqual(readdirSync(path.join(folder.fsPath, 'taken.json')), ['inside']);
    assert.ok(readdirSync(folder.fsPath).every((name) => !name.endsWith('.tmp')));
  });

  test('refuses numbers that no longer belong to the text', async () => {
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    await edit(editor, 0, 0, 'Well. ');
    const uri = target('stale.json');
    await run('steerscope.export', editor.document.uri, 'json', uri);
    assert.equal(existsSync(uri.fsPath), false);
  });
});
