import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Comparison } from '../../../src/common/comparison';
import { ComparisonBuilder } from '../../../src/common/comparisonBuilder';
import { silentLog } from '../../../src/common/log';
import { parsePairFile, toPairSpec } from '../../../src/common/pairFile';
import type { PairSpec } from '../../../src/common/protocol/model';
import { rangeAt } from '../../../src/common/rowRanges';
import type { ExtensionApi } from '../../../src/extension';
import { isScored, type ComparedDocument } from '../../../src/host/comparisonStore';
import { ModelClient } from '../../../src/host/modelClient';
import { ModelProcess } from '../../../src/host/modelProcess';
import { firstDifference } from '../../fixtures/firstDifference';
import { RandomEditor } from '../../fixtures/randomEdits';
import { seededRandom } from '../../model/support/randomLogits';
import {
  closeEverything,
  edit,
  extensionApi,
  openText,
  run,
  set,
  until,
} from '../support/extension';

/** Several windows in a short text. */
const settings = { contextWindow: 24, stride: 10 };
const sequences = 200;

suite('live comparison while a document is edited at random', () => {
  let api: ExtensionApi;
  /** A model process of the test's own, which is never told what is known. */
  let judge: ModelProcess;
  let pair: PairSpec;

  suiteSetup(async () => {
    api = await extensionApi();
    const root = vscode.extensions.getExtension('steerscope.steerscope')?.extensionPath ?? '';
    const folder = path.join(root, 'media', 'models', 'wedding-party');
    const file = await vscode.workspace.fs.readFile(
      vscode.Uri.file(path.join(folder, 'pair.json')),
    );
    pair = toPairSpec(parsePairFile(new TextDecoder().decode(file), 'pair.json'), (directory) =>
      path.resolve(folder, directory),
    );
    judge = new ModelProcess({
      program: path.join(root, 'dist', 'modelProcess.js'),
      log: silentLog,
      idleMilliseconds: () => 0,
    });
    await set('contextWindow', settings.contextWindow);
    await set('stride', settings.stride);
    await set('live.debounce', 0);
  });

  suiteTeardown(async () => {
    judge.dispose();
    for (const key of ['contextWindow', 'stride', 'live.debounce', 'live.enabled'] as const) {
      await set(key, undefined);
    }
    await closeEverything();
  });

  async function freshScoring(text: string): Promise<Comparison> {
    const builder = new ComparisonBuilder();
    await new ModelClient(judge).compare({
      params: { pair, text, settings, threads: 1 },
      onProgress: (progress) => builder.add(progress),
      token: new vscode.CancellationTokenSource().token,
      cancelGrace: () => 0,
    });
    assert.ok(builder.comparison);
    return builder.comparison;
  }

  test(`shows nothing stale as fresh, and in the end the numbers of a fresh scoring, ${sequences} times`, async function () {
    this.timeout(600_000);
    const random = seededRandom(7);
    const editor = await openText('Once upon a time there was a boy.\nHe lived by a pond. 🙂\n');
    const { document } = editor;
    const { uri } = document;
    await run('steerscope.toggleLive');
    for (let sequence = 0; sequence < sequences; sequence++) {
      const shown: ComparedDocument[] = [];
      for (let changes = 1 + Math.floor(2 * random()); changes > 0; changes--) {
        await change(editor, random);
        const entry = api.store.get(uri);
        if (entry !== undefined) shown.splice(0, 1, entry);
      }
      const text = document.getText();
      if (text === '') {
        await edit(editor, 0, 0, 'Tom ran.');
        continue;
      }
      const fresh = await freshScoring(text);
      const when = `sequence ${sequence}: ${JSON.stringify(text)}`;
      for (const entry of shown) expectFreshRows(entry, fresh, `right after ${when}`);
      const isCurrent = (entry: ComparedDocument | undefined): boolean =>
        entry?.state.kind === 'done' && entry.version === document.version;
      const final = await until(api, uri, isCurrent, when);
      assert.ok(isScored(final));
      assert.equal(final.comparison.scoredCount, fresh.rowCount, when);
      assert.equal(final.firstStaleRow, fresh.rowCount, when);
      expectFreshRows(final, fresh, when);
    }
  });
});

/** One change as a user makes it; VS Code writes line ends as the document has them. */
async function change(editor: vscode.TextEditor, random: () => number): Promise<void> {
  const { document } = editor;
  if (random() < 0.1) {
    const other =
      document.eol === vscode.EndOfLine.LF ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
    await editor.edit((builder) => {
      builder.setEndOfLine(other);
    });
  } else if (random() < 0.15) {
    await vscode.commands.executeCommand('undo');
  } else {
    for (const { start, end, text } of new RandomEditor(document.getText(), random, 150).change()) {
      await edit(editor, start, end - start, text);
    }
  }
}

/** Every row that is shown as fresh is the row of a fresh scoring, in the same place. */
function expectFreshRows(entry: ComparedDocument, fresh: Comparison, when: string): void {
  const { comparison, starts, ends, firstStaleRow } = entry;
  if (comparison === undefined) return;
  const isShown = (row: number): boolean =>
    row < firstStaleRow && rangeAt(comparison.scored, row) !== undefined;
  for (let row = 0; row < comparison.rowCount; row++) {
    if (!isShown(row)) continue;
    const place: unknown = [comparison.tokens.id[row], starts[row], ends[row]];
    const { id, start, end } = fresh.tokens;
    assert.deepEqual(place, [id[row], start[row], end[row]], `${when}, row ${row}`);
  }
  assert.equal(firstDifference(comparison, fresh, fresh.settings.topK, isShown), undefined, when);
}
