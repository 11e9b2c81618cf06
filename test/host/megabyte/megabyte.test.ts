// Not tests: figures of a text of a megabyte in a real VS Code, for bench/sections/megabyte.mts.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  peakMemory,
  residentMemory,
  resetPeakMemory,
} from '../../../bench/harness/processUsage.mjs';
import type { ExtensionApi } from '../../../src/extension';
import type { ComparedDocument } from '../../../src/host/comparisonStore';
import { SlicedWork } from '../../../src/host/slicedWork';
import { sizeOfNumbers } from '../../../src/storage/comparisonFile';
import { panelSnapshot } from '../../../src/views/panel/panelSnapshot';
import {
  closeEverything,
  extensionApi,
  openText,
  run,
  scored,
  set,
  until,
} from '../support/extension';
import { comparedText } from '../../fixtures/comparedText';
import { eventLoopDelay, report, short, storyOf } from '../measurements/measuring';

/** UTF-16 code units. */
const length = short ? 20_000 : 1_000_000;

/** Milliseconds after the command at which runs are cancelled: while the text is split, and later. */
const cancelledAfter = short ? [200] : [0, 100, 300, 1_000, 2_000, 4_000];

/** One takes less than a second, in which another program's moment would be a percentile. */
const snapshots = short ? 1 : 8;

suite('measurements of a megabyte', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
    await set('maxDocumentLength', 2 * length);
  });

  suiteTeardown(async () => {
    await set('maxDocumentLength', undefined);
    await set('cache.size', undefined);
    await closeEverything();
  });

  const hasRows = (entry: ComparedDocument | undefined): boolean =>
    (entry?.comparison?.scored.length ?? 0) > 0;

  test('a run, its analyses and giving it up', async function () {
    this.timeout(700_000);
    // The pair is in memory, and nothing of the text is known.
    await openText('Something short.');
    await run('steerscope.compareDocument');
    await closeEverything();
    const processId = api.processId() ?? 0;
    const before = { host: residentMemory(process.pid), model: residentMemory(processId) };
    resetPeakMemory(processId);

    const { document } = await openText(storyOf(length, 300));
    const eventLoop = await eventLoopDelay(() => run('steerscope.compareDocument'));
    const { comparison } = scored(api, document.uri);
    const after = { host: residentMemory(process.pid), model: residentMemory(processId) };
    const runPeak = peakMemory(processId);

    const { Beside: beside } = vscode.ViewColumn;
    const panel = vscode.window.createWebviewPanel('measured', 'Measured', beside, {
      enableScripts: true,
    });
    // A snapshot is made for a page that listens, and not while the editor still opens it.
    const listens = new Promise((resolve) => panel.webview.onDidReceiveMessage(resolve));
    panel.webview.html = "<script>acquireVsCodeApi().postMessage('ready')</script>";
    await listens;
    const analysing = await eventLoopDelay(async () => {
      for (let round = 0; round < snapshots; round++) {
        const snapshot = await new Promise((resolve) => {
          new SlicedWork(
            panelSnapshot(
              // As a comparison of which nothing was made yet.
              comparedText('megabyte', document.getText(), { ...comparison }),
            ),
            resolve,
          ).start();
        });
        void panel.webview.postMessage({ type: 'snapshot', snapshot });
        await pause(20);
      }
    });
    panel.dispose();

    // Runs that end at once because their result is known are no measure of cancelling.
    await set('cache.size', 0);
    const cancel: number[] = [];
    for (const milliseconds of cancelledAfter) {
      await run('steerscope.clear', document.uri);
      const comparing = run('steerscope.compareDocument', document.uri);
      await pause(milliseconds);
      const asked = performance.now();
      assert.equal(api.store.get(document.uri)?.state.kind, 'running');
      await vscode.commands.executeCommand('steerscope.cancel', document.uri);
      await comparing;
      cancel.push(performance.now() - asked);
    }
    report('megabyte', {
      units: document.getText().length,
      tokens: comparison.rowCount,
      eventLoop,
      analysing,
      cancel,
      /** In MiB. */
      memory: {
        before,
        after,
        modelPeak: runPeak,
        modelPeakOfAll: peakMemory(processId),
        rows: sizeOfNumbers(comparison) / 2 ** 20,
      },
    });
  });

  // Behind the other, whose memory is that of a process and a window that have done nothing else.
  test('first rows', async function () {
    this.timeout(240_000);
    const firstRows = async (variant: number): Promise<number> => {
      const { document } = await openText(storyOf(length, variant));
      const started = performance.now();
      const comparing = run('steerscope.compareDocument');
      await until(api, document.uri, hasRows, 'the first rows', 120);
      const milliseconds = performance.now() - started;
      await vscode.commands.executeCommand('steerscope.cancel', document.uri);
      await comparing;
      await closeEverything();
      return milliseconds;
    };
    const cold: number[] = [];
    const warm: number[] = [];
    for (let i = 0; i < (short ? 1 : 7); i++) {
      await run('steerscope.restartModelProcess');
      await pause(500);
      cold.push(await firstRows(301 + 2 * i));
      warm.push(await firstRows(302 + 2 * i));
    }
    report('firstRows', { cold, warm });
  });
});
