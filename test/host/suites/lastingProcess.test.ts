import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { peakMemory, residentMemory } from '../../../bench/harness/processUsage.mjs';
import type { ExtensionApi } from '../../../src/extension';
import { seededRandom } from '../../model/support/randomLogits';
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
import { modelMemoryBar } from '../support/processes';
import { putCaret, shortSamples, usualSamples } from '../support/sampling';

/** Runs that are begun and given up in one model process, once its memory has settled. */
const moments = 100;
/** As many before, in which the heaps of the C library come to their size. */
const settling = 40;
/** After so many everything comes to rest, and memory is looked at. */
const round = 10;
/** What happens, and when, follows from it; another one may be given. */
const seed = Number(process.env['STEERSCOPE_SEED'] ?? 12);
/** Copies of the story whose keys and values are as many as the process keeps. */
const filling = 80;
/**
 * MiB by which resident memory may differ from one half of the moments to the next. Keys and values of one
 * text are 5 on average, so that a few runs may not leave theirs behind.
 */
const noise = 48;

suite('a model process that lasts', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
    await set('live.enabled', false);
    await shortSamples();
  });

  suiteTeardown(async () => {
    await set('live.enabled', undefined);
    await usualSamples();
    await closeEverything();
  });

  const close = async ({ document }: vscode.TextEditor): Promise<void> => {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  };

  /**
   * Begins runs and gives them up, in a process of their own.
   *
   * @returns MiB of the process whenever everything was at rest, and at most; undefined where it was ended
   * because it did not answer a cancellation in time
   */
  async function giveUpRuns(
    random: () => number,
  ): Promise<{ readonly taken: readonly number[]; readonly peak: number } | undefined> {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const openNew = (): Promise<vscode.TextEditor> =>
      // A text that no run has seen, so that nothing of it is known.
      openText(`${Math.floor(1e6 * random())}. ${story.repeat(Math.ceil(8 * random()))}`);
    await run('steerscope.restartModelProcess');
    const long = await openText(`${Math.floor(1e6 * random())}. ${story.repeat(filling)}`);
    await run('steerscope.compareDocument', long.document.uri);
    scored(api, long.document.uri);
    await close(long);
    const processId = api.processId() ?? NaN;

    let editors = [await openNew(), await openNew()];
    /** Runs that commands have started; each must end. */
    let running: Promise<void>[] = [];
    type Act = (editor: vscode.TextEditor) => unknown;
    const beginnings: readonly Act[] = [
      ({ document }) => {
        running.push(run('steerscope.compareDocument', document.uri));
      },
      ({ document }) => {
        running.push(run('steerscope.compareVisibleRange', document.uri));
      },
      async ({ document }) => {
        const shown = await vscode.window.showTextDocument(document);
        await edit(shown, Math.floor(random() * document.getText().length), 0, 'It rained. ');
        running.push(run('steerscope.compareDocument', document.uri));
      },
      async ({ document }) => {
        const shown = await vscode.window.showTextDocument(document);
        putCaret(shown, 1 + Math.floor(random() * document.getText().length));
        running.push(run('steerscope.sampleContinuations', document.uri));
      },
    ];
    const endings: readonly Act[] = [
      ({ document }) => run('steerscope.cancel', document.uri),
      () => run('steerscope.cancelSampling'),
      ({ document }) => run('steerscope.clear', document.uri),
      close,
    ];
    /** The editors whose documents are open, and new ones for those that were closed. */
    const opened = async (): Promise<vscode.TextEditor[]> => {
      const open = editors.filter(({ document }) => !document.isClosed);
      while (open.length < editors.length) open.push(await openNew());
      return open;
    };
    const taken: number[] = [];
    for (let moment = 1; moment <= settling + moments; moment++) {
      editors = await opened();
      await pick(beginnings)(pick(editors));
      await delay(Math.floor(150 * random()));
      editors = await opened();
      await pick(endings)(pick(editors));
      if (moment % round > 0) continue;

      await Promise.all(running);
      running = [];
      editors = await opened();
      for (const { document } of editors) {
        await run('steerscope.compareDocument', document.uri);
        scored(api, document.uri);
      }
      if (api.processId() !== processId) return undefined;
      if (moment > settling) taken.push(residentMemory(processId));
    }
    return { taken, peak: peakMemory(processId) };
  }

  test(`takes no more memory when runs in it are given up, ${moments} times, seed ${seed}`, async function () {
    this.timeout(300_000);
    const random = seededRandom(seed);
    let given = await giveUpRuns(random);
    for (let tries = 1; given === undefined; tries++) {
      assert.ok(tries < 4, 'no process has lasted');
      given = await giveUpRuns(random);
    }
    const { taken, peak } = given;
    // NaN where the system does not tell.
    const half = taken.length / 2;
    const grown = Math.min(...taken.slice(half)) - Math.min(...taken.slice(0, half));
    assert.ok(!(grown > noise), `memory grew by ${grown} MiB: ${taken.join(' ')}`);
    assert.ok(!(peak > modelMemoryBar(api)), `the process took ${peak} MiB`);
  });
});
