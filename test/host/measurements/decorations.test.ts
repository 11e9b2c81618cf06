// Not tests: figures of decorations in a real VS Code, for bench/sections/host.mts.
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension';
import { closeEverything, edit, extensionApi, openText, run, set } from '../support/extension';
import { report, short, storyOf, unitsPerToken } from './measuring';

suite('measurements of decorations', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(async () => {
    await set('cache.size', 0);
    await closeEverything();
  });

  /** Milliseconds that `work` takes until heat is painted in the document. */
  async function heatAfter(
    document: vscode.TextDocument,
    work: () => Promise<unknown>,
  ): Promise<number> {
    const started = performance.now();
    const painted = new Promise<number>((resolve) => {
      const listener = api.onDidPaint(({ uri, ranges }) => {
        if (ranges === 0 || uri.toString() !== document.uri.toString()) return;
        listener.dispose();
        resolve(performance.now() - started);
      });
    });
    const [milliseconds] = await Promise.all([painted, work()]);
    return milliseconds;
  }

  const compare = (): Promise<void> => run('steerscope.compareDocument');

  /** Milliseconds from the command until heat was painted for the first time. */
  async function firstHeat(variant: number, tokens = 500): Promise<number> {
    const { document } = await openText(storyOf(tokens * unitsPerToken, variant));
    return heatAfter(document, compare);
  }

  async function endEngine(): Promise<void> {
    await run('steerscope.restartModelProcess');
    await pause(500);
  }

  test('first heat', async function () {
    this.timeout(240_000);
    const probes = vscode.Uri.joinPath(api.context.globalStorageUri, 'probes.json').fsPath;
    const firstUse: number[] = [];
    for (let i = 0; i < (short ? 1 : 5); i++) {
      await endEngine();
      rmSync(probes, { force: true });
      firstUse.push(await firstHeat(100 + i));
      assert.ok(existsSync(probes), 'the pair was not probed');
      await closeEverything();
    }
    const cold: number[] = [];
    const warm: number[] = [];
    for (let i = 0; i < (short ? 1 : 7); i++) {
      await endEngine();
      cold.push(await firstHeat(2 * i));
      warm.push(await firstHeat(2 * i + 1));
      await closeEverything();
    }
    report('firstHeat', { firstUse, cold, warm });
  });

  test('coming back to a document of 2,000 tokens', async function () {
    this.timeout(240_000);
    const tokens = short ? 200 : 2_000;
    await set('cache.size', undefined);
    const shown: number[] = [];
    const reopened: number[] = [];
    for (let i = 0; i < (short ? 1 : 7); i++) {
      const { document } = await openText(storyOf(tokens * unitsPerToken, 120 + 2 * i));
      await compare();
      await firstHeat(121 + 2 * i, tokens);
      await compare();
      await pause(200);
      shown.push(await heatAfter(document, async () => vscode.window.showTextDocument(document)));
      await closeEverything();
      // Whatever the engine remembers is gone, so that the result can only come from the disk.
      await endEngine();
      reopened.push(await firstHeat(120 + 2 * i, tokens));
      assert.equal(api.processId(), undefined, 'the engine was started');
      await closeEverything();
    }
    await run('steerscope.clearCache');
    report('comingBack', { shown, reopened });
  });

  test('painting a text of 5,000 tokens', async function () {
    this.timeout(240_000);
    const editor = await openText(storyOf(5_000 * unitsPerToken, 100));
    await compare();
    await pause(500);
    const updates: number[] = [];
    const listener = api.onDidPaint(({ milliseconds }) => {
      updates.push(milliseconds);
    });
    for (let i = 0; i < (short ? 3 : 40); i++) {
      await edit(editor, 10 * i, 0, 'x');
      await pause(100);
    }
    listener.dispose();
    report('painting', { updates });
  });
});
