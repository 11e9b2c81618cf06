import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { peakMemory } from '../../../bench/harness/processUsage.mjs';
import type { SampleSet } from '../../../src/common/sampling/continuation';
import type { ExtensionApi } from '../../../src/extension';
import type { ComparedDocument } from '../../../src/host/comparisonStore';
import { seededRandom } from '../../model/support/randomLogits';
import {
  closeEverything,
  edit,
  extensionApi,
  openText,
  reload,
  rowText,
  run,
  scored,
  set,
  story,
} from '../support/extension';
import { hostMemory, modelMemoryBar, modelProcesses } from '../support/processes';
import { putCaret, shortSamples, usualSamples } from '../support/sampling';

/** Moments at which comparisons and samples that are under way are disturbed. */
const moments = 300;
/** The last of them, in which the memory of each model process is looked at. */
const watched = 100;
/** What happens, and when, follows from it; another one may be given. */
const seed = Number(process.env['STEERSCOPE_SEED'] ?? 11);
/** After so many everything has to come to rest, and to be right. */
const round = 20;
/** Continuations by each model: enough to be under way when they are disturbed. */
const samples = 8;
/** Bytes by which the memory of the extension host may differ from one third to the next. */
const noise = 24 * 2 ** 20;

suite('whatever happens at random moments', () => {
  let api: ExtensionApi;
  const warnings: string[] = [];
  const onWarning = ({ name, message }: Error): void => {
    if (name === 'MaxListenersExceededWarning') warnings.push(message);
  };

  suiteSetup(async () => {
    api = await extensionApi();
    await set('live.debounce', 0);
    await shortSamples();
    await set('sampling.count', samples);
    process.on('warning', onWarning);
  });

  suiteTeardown(async () => {
    process.off('warning', onWarning);
    for (const key of ['live.debounce', 'live.enabled'] as const) await set(key, undefined);
    await usualSamples();
    await closeEverything();
  });

  /**
   * Results that were reported as done are there after a reload: nothing is computed again. They may still
   * be on their way to the disk, which takes a moment.
   */
  async function expectKept(documents: readonly vscode.TextDocument[]): Promise<void> {
    await set('cache.size', undefined);
    for (const { uri } of documents) {
      await run('steerscope.compareDocument', uri);
      scored(api, uri);
    }
    for (let tries = 0; ; tries++) {
      reload(api);
      for (const { uri } of documents) {
        assert.equal(api.store.get(uri), undefined);
        await run('steerscope.compareDocument', uri);
        scored(api, uri);
      }
      if (api.processId() === undefined) break;
      assert.ok(tries < 20, 'results that were reported as done are lost after a reload');
      await delay(100);
    }
    await set('cache.size', 0);
  }

  const isOpen = (uri: vscode.Uri): boolean =>
    vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());

  /** Adds what the store says is done, of whole documents as they are now. */
  const noteDone = (done: Map<string, ComparedDocument>, { document }: vscode.TextEditor): void => {
    const entry = api.store.get(document.uri);
    const isWhole = entry?.asked !== undefined && entry.asked.range === undefined;
    if (entry?.state.kind === 'done' && isWhole && entry.version === document.version) {
      done.set(document.uri.toString(), entry);
    }
  };

  /** Rows that were reported as done are there, whatever was begun and ended since. */
  const expectStillThere = (done: ReadonlyMap<string, ComparedDocument>, act: string): void => {
    for (const { uri, comparison, firstStaleRow } of done.values()) {
      const now = api.store.get(uri);
      const rows = comparison?.scoredCount ?? 0;
      assert.ok((now?.comparison?.scoredCount ?? 0) >= rows, `rows are lost after: ${act}`);
      assert.equal(now?.firstStaleRow, firstStaleRow, `rows are stale after: ${act}`);
    }
  };

  /** Continuations that are reported as done are there to their last. */
  const sampledNow = (): SampleSet | undefined => {
    const { current, task } = api.continuations;
    if (task.state?.kind !== 'done') return undefined;
    const set = current?.set;
    assert.ok(set !== undefined);
    assert.equal(set.continuations.length, set.count * set.writers.length);
    return set;
  };

  /** What became of the last sampling, which is over: nothing else than what was done to it. */
  const expectSamplingOver = (): void => {
    const { state } = api.continuations.task;
    const kinds = [undefined, 'done', 'cancelled', 'failed'];
    assert.ok(kinds.includes(state?.kind), `sampling is ${state?.kind}`);
    if (state?.kind === 'failed') assert.equal(state.error.kind, 'processLost');
  };

  /** A text that no run has seen, so that nothing of it is known. */
  const newText = (random: () => number): string =>
    `${Math.floor(1e6 * random())}. ${story.repeat(1 + Math.floor(8 * random()))}`;

  test(`comparisons end, recover and leave nothing behind, ${moments} times, seed ${seed}`, async function () {
    this.timeout(450_000);
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    let editors = [await openText(newText(random)), await openText(newText(random))];
    /** Comparisons that commands have started; each must end. */
    let running: Promise<void>[] = [];
    const used: number[] = [];
    /** Largest resident memory of model processes, in MiB, at the watched moments. */
    const peaks: number[] = [];
    const notePeak = (moment: number): void => {
      const id = api.processId();
      const peak = id === undefined || moment <= moments - watched ? NaN : peakMemory(id);
      if (!Number.isNaN(peak)) peaks.push(peak);
    };
    /** Samplings that were begun and have not ended. */
    let sampling = 0;
    /** Continuations that were reported as done. */
    let sampled: SampleSet | undefined;
    /** By document: comparisons of a part that were begun and may yet take the place of what is done. */
    const replacing = new Map<string, number>();
    type Act = (editor: vscode.TextEditor) => unknown;
    /** What is under way, or about to be, when it is disturbed. */
    const beginnings: Record<string, Act> = {
      compare: ({ document }) => {
        running.push(run('steerscope.compareDocument', document.uri));
      },
      compareVisible: ({ document }) => {
        const uri = document.uri.toString();
        replacing.set(uri, (replacing.get(uri) ?? 0) + 1);
        const ended = run('steerscope.compareVisibleRange', document.uri).finally(() => {
          replacing.set(uri, (replacing.get(uri) ?? 1) - 1);
        });
        running.push(ended);
      },
      edit: async ({ document }) => {
        const shown = await vscode.window.showTextDocument(document);
        await edit(shown, Math.floor(random() * document.getText().length), 0, 'It rained. ');
      },
      live: () => set('live.enabled', random() < 0.5),
      sample: async ({ document }) => {
        sampling++;
        sampled = undefined;
        const shown = await vscode.window.showTextDocument(document);
        putCaret(shown, 1 + Math.floor(random() * document.getText().length));
        const ended = run('steerscope.sampleContinuations', document.uri).finally(() => sampling--);
        running.push(ended);
      },
    };
    const disturbances: Record<string, Act> = {
      cancel: ({ document }) => run('steerscope.cancel', document.uri),
      cancelSampling: () => run('steerscope.cancelSampling'),
      clear: ({ document }) => run('steerscope.clear', document.uri),
      switch: ({ document }) => vscode.window.showTextDocument(document),
      close: async (editor) => {
        await vscode.window.showTextDocument(editor.document);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      },
      kill: () => {
        const id = api.processId();
        if (id !== undefined) process.kill(id, 'SIGKILL');
      },
      restart: () => run('steerscope.restartModelProcess'),
      reload: () => {
        reload(api);
      },
    };
    /**
     * The editors whose documents are open, and new ones for those that were closed: a command that is under
     * way may bring forward another than the one that was to be closed.
     */
    const opened = async (): Promise<vscode.TextEditor[]> => {
      const open = editors.filter(({ document }) => !document.isClosed);
      while (open.length < editors.length) open.push(await openText(newText(random)));
      return open;
    };
    const begun = [...Object.keys(beginnings), 'compare', 'compare', 'compare', 'sample'];
    const disturbed = [...Object.keys(disturbances), 'cancel'];
    /** After these, what was done of a document is not what the store has to show. */
    const changing = new Set(['edit', 'compareVisible']);
    const removing = new Set(['clear', 'close']);
    const done = new Map<string, ComparedDocument>();
    for (let moment = 1; moment <= moments; moment++) {
      editors = await opened();
      const [beginning, begunIn] = [pick(begun), pick(editors)];
      if (changing.has(beginning)) done.delete(begunIn.document.uri.toString());
      await beginnings[beginning]?.(begunIn);
      if (random() < 0.8) await delay(Math.floor(150 * random()));
      editors = await opened();
      for (const editor of editors) {
        if ((replacing.get(editor.document.uri.toString()) ?? 0) === 0) noteDone(done, editor);
      }
      if (sampling === 0) sampled ??= sampledNow();
      const [disturbance, disturbedIn] = [pick(disturbed), pick(editors)];
      if (disturbance === 'reload') {
        done.clear();
        sampled = undefined;
      }
      if (removing.has(disturbance)) done.delete(disturbedIn.document.uri.toString());
      notePeak(moment);
      await disturbances[disturbance]?.(disturbedIn);
      notePeak(moment);
      if (sampled !== undefined) {
        assert.equal(sampledNow(), sampled, `continuations are lost after: ${disturbance}`);
      }
      for (const [uri, entry] of done) if (!isOpen(entry.uri)) done.delete(uri);
      expectStillThere(done, disturbance);
      if (moment % round > 0) continue;

      await set('live.enabled', false);
      await Promise.all(running);
      running = [];
      expectSamplingOver();
      editors = await opened();
      await run('steerscope.sampleContinuations', editors[0]?.document.uri);
      sampled = sampledNow();
      assert.ok(sampled !== undefined);
      for (const { document } of editors) {
        await run('steerscope.compareDocument', document.uri);
        const entry = scored(api, document.uri);
        const { rowCount } = entry.comparison;
        const rows = Array.from({ length: rowCount }, (_, row) => rowText(document, entry, row));
        assert.equal(rows.join(''), document.getText());
        assert.equal(entry.firstStaleRow, rowCount);
        assert.equal(entry.version, document.version);
      }
      await expectKept(editors.map(({ document }) => document));
      const open = new Set(editors.map(({ document }) => document.uri.toString()));
      await delay(0);
      const kept = api.store.all().map(({ uri }) => uri.toString());
      assert.ok(kept.every((uri) => open.has(uri) || !uri.startsWith('untitled')));
      used.push(await hostMemory());
      // The reloads of `expectKept` have begun anew.
      sampled = undefined;
      notePeak(moment);
    }
    const lastProcess = api.processId();
    await run('steerscope.restartModelProcess');
    for (let tries = 0; modelProcesses().length > 0; tries++) {
      assert.ok(tries < 50, `${modelProcesses().join(' ')} remain, the last was ${lastProcess}`);
      await delay(100);
    }
    assert.deepEqual(warnings, []);
    const third = Math.floor(used.length / 3);
    const least = (from: number, end: number): number => Math.min(...used.slice(from, end));
    const grown = least(2 * third, used.length) - least(third, 2 * third);
    assert.ok(grown < noise, `memory grew by ${grown} bytes: ${used.join(' ')}`);
    const most = Math.max(...peaks);
    assert.ok(peaks.length > 0 || Number.isNaN(peakMemory(process.pid)));
    assert.ok(most <= modelMemoryBar(api), `a model process took ${most} MiB`);
  });
});
