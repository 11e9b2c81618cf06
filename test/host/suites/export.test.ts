import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { documentSectionIds } from '../../../src/common/protocol/panelExport';
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

  test('writes every section about the text as each of its formats, and changes no text', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const version = document.version;
    for (const id of documentSectionIds) {
      const write = async (format: string): Promise<string | undefined> => {
        const uri = target(`${id}.${format}`);
        await run('steerscope.exportSection', document.uri, id, format, uri);
        return existsSync(uri.fsPath) ? readFileSync(uri.fsPath, 'utf8') : undefined;
      };
      const json = JSON.parse((await write('json')) ?? '') as {
        readonly section: string;
        readonly views: readonly { readonly charts: unknown[]; readonly tables: unknown[] }[];
      };
      assert.equal(json.section, id);
      assert.ok((await write('markdown'))?.includes('## What is this?'), id);
      const hasTable = json.views.some(({ tables }) => tables.length > 0);
      assert.equal((await write('csv'))?.includes('\r\n') ?? false, hasTable, id);
      // What there is not, no file is written of.
      const hasChart = (json.views[0]?.charts.length ?? 0) > 0;
      assert.equal((await write('svg'))?.endsWith('</svg>\n') ?? false, hasChart, id);
    }
    assert.equal(document.getText(), story);
    assert.equal(document.version, version);
    assert.ok(readdirSync(folder.fsPath).every((name) => !name.endsWith('.tmp')));
  });

  test('paints a chart as PNG in the panel, which it opens for that', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    for (const id of ['along', 'token']) {
      const uri = target(`${id}.png`);
      await run('steerscope.exportSection', document.uri, id, 'png', uri);
      const png = readFileSync(uri.fsPath);
      assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
      assert.equal(png.readUInt32BE(16), 1440);
      assert.ok(png.length > 4000, String(png.length));
    }
    assert.equal(document.getText(), story);
  });

  test('says what every section about the text shows in the accessible report', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    await run('steerscope.showReport', document.uri);
    const shown = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
    // A report of the same name that is still open is made anew within a second.
    for (let pauses = 0; pauses < 100 && !shown().includes('Overview'); pauses += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const report = shown();
    const titles = ['Overview', 'Along the document', 'Token', 'Implied reward', 'Calibration'];
    for (const title of titles) assert.ok(report.split('\n').includes(title), title);
    assert.ok(report.includes('Chart: Probabilities of the next token'), report);
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
