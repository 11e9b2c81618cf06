import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { supportedUpdate } from '../../../src/common/analysis/supportedUpdate';
import { updateSentence } from '../../../src/common/sections/updateSentences';
import type { ExtensionApi } from '../../../src/extension';
import { closeEverything, extensionApi, openText, run, scored, story } from '../support/extension';
import { finish } from '../../../src/common/steps';

suite('the supported update of a selection', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(closeEverything);

  /** What the panel is told, once it satisfies a condition: VS Code reports selections a little later. */
  async function told(condition: (said: string) => boolean): Promise<string> {
    for (let tries = 0; tries < 200 && !condition(api.panel.saidOfSelection); tries++) {
      await pause(50);
    }
    return api.panel.saidOfSelection;
  }

  test('follows the selection as it moves', async () => {
    const text = story.repeat(4);
    const editor = await openText(text);
    const { document } = editor;
    await run('steerscope.compareDocument');
    await run('steerscope.openPanel', document.uri);
    const { comparison, starts } = scored(api, document.uri);
    for (const rows of [40, 60, 20]) {
      const [from, to] = [starts[10] ?? 0, starts[10 + rows] ?? 0];
      editor.selection = new vscode.Selection(document.positionAt(from), document.positionAt(to));
      const said = await told((sentence) => sentence.startsWith(`Selection, ${rows} tokens: `));
      const update = finish(supportedUpdate(comparison, { first: 10, end: 10 + rows }));
      const sentence = updateSentence(update, 'it', true);
      assert.equal(
        said,
        `Selection, ${rows} tokens: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`,
      );
    }
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    assert.equal(await told((sentence) => sentence === ''), '');
  });
});
