import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { statisticsColumns, columnOf } from '../../../src/common/statisticsColumns';
import type { ExtensionApi } from '../../../src/extension';
import type { ScoredDocument } from '../../../src/host/comparisonStore';
import {
  closeEverything,
  edit,
  extensionApi,
  openText,
  run,
  scored,
  set,
  story,
} from '../support/extension';

suite('results that are kept on disk', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  setup(async () => {
    await set('cache.size', undefined);
    await run('steerscope.clearCache');
  });

  teardown(async () => {
    await run('steerscope.clearCache');
    await set('cache.size', 0);
    await closeEverything();
  });

  /** Ends the model process, so that whoever needs it must start it again. */
  async function endEngine(): Promise<void> {
    await run('steerscope.restartModelProcess');
    assert.equal(api.processId(), undefined);
  }

  async function compareAnew(text: string): Promise<ScoredDocument> {
    const { document } = await openText(text);
    await run('steerscope.compareDocument');
    return scored(api, document.uri);
  }

  test('a document that is opened again costs nothing', async () => {
    const first = await compareAnew(story);
    await closeEverything();
    await endEngine();
    const again = await compareAnew(story);
    assert.equal(api.processId(), undefined, 'the engine was started');
    for (const column of statisticsColumns) {
      assert.deepEqual(
        columnOf(again.comparison, column),
        columnOf(first.comparison, column),
        `${column.group}.${column.name}`,
      );
    }
    assert.deepEqual(again.comparison.tokens, first.comparison.tokens);
    assert.deepEqual(again.comparison.pieces, first.comparison.pieces);
  });

  test('an edit after that is scored, and its numbers are those of the new text', async () => {
    await compareAnew(story);
    await closeEverything();
    await endEngine();
    const editor = await openText(story);
    await run('steerscope.compareDocument');
    assert.equal(api.processId(), undefined, 'the engine was started');
    await edit(editor, story.length, 0, 'It rained.\n');
    await run('steerscope.compareDocument');
    assert.notEqual(api.processId(), undefined);
    const { comparison } = scored(api, editor.document.uri);
    assert.equal(comparison.utf16Length, story.length + 'It rained.\n'.length);
  });

  test('what was deleted is computed again', async () => {
    await compareAnew(story);
    await closeEverything();
    await run('steerscope.clearCache');
    await endEngine();
    await compareAnew(story);
    assert.notEqual(api.processId(), undefined, 'the engine was not started');
  });

  test('a part of a document, or one with another setting, is another result', async () => {
    const { uri } = await compareAnew(story);
    await endEngine();
    await set('contextWindow', 64);
    try {
      await run('steerscope.compareDocument', uri);
      assert.notEqual(api.processId(), undefined, 'the engine was not started');
      assert.equal(scored(api, uri).comparison.settings.contextWindow, 64);
    } finally {
      await set('contextWindow', undefined);
    }
    await endEngine();
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(0, 0, 0, 12);
    await run('steerscope.compareSelection');
    assert.notEqual(api.processId(), undefined, 'the engine was not started');
  });
});
