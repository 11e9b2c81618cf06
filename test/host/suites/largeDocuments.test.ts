import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { isWhole } from '../../../src/common/comparison';
import type { ExtensionApi } from '../../../src/extension';
import { isScored, type ComparedDocument } from '../../../src/host/comparisonStore';
import {
  closeEverything,
  extensionApi,
  openText,
  run,
  scored,
  set,
  story,
  until,
} from '../support/extension';

const megabyte = 1_000_000;
const large = story.repeat(Math.ceil(megabyte / story.length));

function hasRows(entry: ComparedDocument | undefined): boolean {
  return isScored(entry) && entry.comparison.scored.length > 0;
}

suite('a document of a megabyte', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(async () => {
    await set('maxDocumentLength', undefined);
    await closeEverything();
  });

  test('is refused above the limit, with what can be done instead', async () => {
    await set('maxDocumentLength', 200_000);
    const { document } = await openText(large);
    await run('steerscope.compareDocument');
    const state = api.store.get(document.uri)?.state;
    assert.ok(state?.kind === 'failed');
    assert.match(state.error.message, /more than the setting steerscope\.maxDocumentLength allows/);
    assert.deepEqual(state.error.actions, [
      'compareVisibleRange',
      'compareSelection',
      'openSettings',
    ]);
  });

  test('shows what is visible at its end, with the context that it has there', async () => {
    const editor = await openText(large);
    const { document } = editor;
    const last = document.lineCount - 2;
    const end = document.lineAt(last).range.end;
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(new vscode.Range(end, end));
    for (let tries = 0; !editor.visibleRanges.some((range) => range.contains(end)); tries++) {
      assert.ok(tries < 100, 'the end did not come into view');
      await setTimeout(100);
    }
    await run('steerscope.compareVisibleRange');
    const { comparison, starts, ends, asked } = scored(api, document.uri);
    assert.ok(asked?.range !== undefined && comparison.firstToken > 0);
    assert.ok((starts[0] ?? Infinity) <= asked.range.start);
    assert.ok((ends.at(-1) ?? 0) >= asked.range.end);
    assert.ok(comparison.rowCount < comparison.tokenCount / 10);
    // Nothing of it is in the first window.
    assert.ok(comparison.tokens.contextLength.every((length) => length >= 100));
  });

  test('is given up at once while it is scored, with what is there', async () => {
    const { document } = await openText(large);
    const comparing = run('steerscope.compareDocument');
    await until(api, document.uri, hasRows, 'the first rows');
    const processId = api.processId();
    await run('steerscope.cancel');
    assert.equal(api.store.get(document.uri)?.state.kind, 'cancelled');
    await comparing;
    const entry = api.store.get(document.uri);
    assert.ok(hasRows(entry) && isScored(entry));
    assert.ok(!isWhole(entry.comparison));
    // It had not to be killed, so the next comparison finds its models loaded.
    assert.equal(api.processId(), processId);
  });

  test('is given up before it is scored', async () => {
    const { document } = await openText(large);
    const comparing = run('steerscope.compareDocument');
    await run('steerscope.cancel');
    await comparing;
    const entry = api.store.get(document.uri);
    assert.equal(entry?.state.kind, 'cancelled');
    assert.ok(!hasRows(entry));
  });
});
