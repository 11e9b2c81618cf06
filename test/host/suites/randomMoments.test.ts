import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
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

/** Moments at which comparisons that are under way are disturbed. */
const moments = 300;
/** What happens, and when, follows from it; another one may be given. */
const seed = Number(process.env['STEERSCOPE_SEED'] ?? 11);
/** After so many everything has to come to rest, and to be right. */
const round = 20;
/** Bytes by which the memory of the extension host may differ from one third to the next. */
const noise = 24 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use of this process, once all that nobody needs is gone. */
async function memory(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    await delay(20);
    collectGarbage();
  }
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}

/** Ids of the model processes that this process has started and that are still there. */
function modelProcesses(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return Number(parent) === process.pid && command.includes('modelProcess.js');
      } catch {
        return false;
      }
    })
    .map(Number);
}

suite('whatever happens at random moments', () => {
  let api: ExtensionApi;
  const warnings: string[] = [];
  const onWarning = ({ name, message }: Error): void => {
    if (name === 'MaxListenersExceededWarning') warnings.push(message);
  };

  suiteSetup(async () => {
    api = await extensionApi();
    await set('live.debounce', 0);
    process.on('warning', onWarning);
  });

  suiteTeardown(async () => {
    process.off('warning', onWarning);
    for (const key of ['live.debounce', 'live.enabled'] as const) await set(key, undefined);
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
    };
    const disturbances: Record<string, Act> = {
      cancel: ({ document }) => run('steerscope.cancel', document.uri),
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
    const begun = [...Object.keys(beginnings), 'compare', 'compare', 'compare'];
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
      const [disturbance, disturbedIn] = [pick(disturbed), pick(editors)];
      if (disturbance === 'reload') done.clear();
      if (removing.has(disturbance)) done.delete(disturbedIn.document.uri.toString());
      await disturbances[disturbance]?.(disturbedIn);
      for (const [uri, entry] of done) if (!isOpen(entry.uri)) done.delete(uri);
      expectStillThere(done, disturbance);
      if (moment % round > 0) continue;

      await set('live.enabled', false);
      await Promise.all(running);
      running = [];
      editors = await opened();
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
      used.push(await memory());
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
  });
});
