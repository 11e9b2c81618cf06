import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { alignedRows, conditioning } from '../../../src/common/analysis/conditioning';
import { countRows } from '../../../src/common/rowRanges';
import type { ExtensionApi } from '../../../src/extension';
import {
  closeEverything,
  edit,
  extensionApi,
  hoverAt,
  openText,
  run,
  scored,
  story,
  until,
} from '../support/extension';

const happy = 'Mood: happy.\n\n';

suite('comparing with a prefix', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(async () => {
    await closeEverything();
  });

  test('adds a column to the hover and a section to the report', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    const before = scored(api, document.uri);
    assert.doesNotMatch(await hoverAt(document, 40), /with prefix/);
    await run('steerscope.compareWithCondition', document.uri, happy);
    const after = scored(api, document.uri);
    // The document's own numbers were fresh and are not scored a second time.
    assert.equal(after.comparison.tokens, before.comparison.tokens);
    const [conditioned] = after.conditions ?? [];
    assert.equal(conditioned?.condition?.text, happy);
    assert.equal(alignedRows(after.comparison, conditioned), after.comparison.rowCount);
    const hover = await hoverAt(document, 40);
    assert.match(hover, /with prefix \|/);
    assert.match(hover, /with prefix `+[^`]+`+ [\d.<]+/);
    assert.ok(hover.includes('prefix `Mood: happy.⏎⏎`'));
    await run('steerscope.showReport', document.uri);
    const report = vscode.window.activeTextEditor?.document;
    assert.ok(report);
    await untilText(report, /\nConditioning\n.*“\u2068Mood: happy\.⏎⏎\u2069”/);
  });

  test('scores the document first where it was not, and keeps several prefixes', async () => {
    const { document } = await openText(story);
    for (const prefix of [happy, 'Mood: sad.\n\n', happy]) {
      await run('steerscope.compareWithCondition', document.uri, prefix);
    }
    const { conditions = [] } = scored(api, document.uri);
    assert.deepEqual(
      conditions.map(({ condition }) => condition?.text),
      ['Mood: sad.\n\n', happy],
    );
  });

  test('an empty prefix is refused, and the document keeps its numbers', async () => {
    const { document } = await openText(story);
    await run('steerscope.compareDocument');
    await run('steerscope.compareWithCondition', document.uri, '');
    const entry = api.store.get(document.uri);
    assert.ok(entry?.state.kind === 'failed');
    assert.match(entry.state.error.message, /^The prefix is empty/);
    assert.equal(entry.comparison?.scoredCount, entry.comparison?.rowCount);
    assert.equal(entry.conditions, undefined);
  });

  test('holds up to an edit, and no further', async () => {
    const editor = await openText(story);
    const { document } = editor;
    await run('steerscope.compareWithCondition', document.uri, happy);
    const at = story.indexOf('A boy');
    await edit(editor, at, 'A boy'.length, 'A girl');
    await run('steerscope.compareDocument');
    const { comparison, conditions = [] } = scored(api, document.uri);
    const [conditioned] = conditions;
    assert.ok(conditioned);
    const { leftOut } = conditioning(comparison, conditioned);
    assert.ok(leftOut.missing > 0 && leftOut.missing < comparison.rowCount);
    assert.match(await hoverAt(document, 10), /with prefix \|/);
    assert.doesNotMatch(await hoverAt(document, at + 20), /with prefix \|/);
    await run('steerscope.compareWithCondition', document.uri, happy);
    const again = scored(api, document.uri);
    assert.equal(again.conditions?.length, 1);
    assert.match(await hoverAt(document, at + 20), /with prefix \|/);
  });

  test('can be cancelled; what was scored before stays', async () => {
    const { document } = await openText(story.repeat(60));
    await run('steerscope.compareDocument');
    const before = scored(api, document.uri);
    const running = run('steerscope.compareWithCondition', document.uri, happy);
    await until(
      api,
      document.uri,
      (entry) => entry?.conditions !== undefined,
      'a first row with the prefix',
    );
    await run('steerscope.cancel', document.uri);
    await running;
    const entry = api.store.get(document.uri);
    assert.equal(entry?.state.kind, 'cancelled');
    assert.equal(entry.comparison?.tokens, before.comparison.tokens);
    const [conditioned] = entry.conditions ?? [];
    assert.ok(conditioned);
    assert.ok(countRows(conditioned.scored) < conditioned.rowCount);
  });
});

/** Waits until a document has a text: a report that VS Code still has from before follows a little later. */
async function untilText(document: vscode.TextDocument, pattern: RegExp): Promise<void> {
  if (pattern.test(document.getText())) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`${pattern.source} is not in the report: ${document.getText()}`));
    }, 20_000);
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || !pattern.test(document.getText())) return;
      clearTimeout(timer);
      listener.dispose();
      resolve();
    });
  });
}
