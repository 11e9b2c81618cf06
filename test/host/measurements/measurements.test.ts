// Not tests: figures of the extension in a real VS Code, for bench/sections/host.mts.
import { setTimeout as pause } from 'node:timers/promises';
import type { ExtensionApi } from '../../../src/extension';
import { closeEverything, edit, extensionApi, openText, run, set } from '../support/extension';
import { eventLoopDelay, report, short, storyOf } from './measuring';

/** UTF-16 code units a token of the bundled pair on its own kind of text, about. */
const unitsPerToken = 3.2;

suite('measurements', () => {
  let api: ExtensionApi;

  suiteSetup(async () => {
    api = await extensionApi();
  });

  teardown(async () => {
    await set('live.enabled', undefined);
    await closeEverything();
  });

  /** Milliseconds from the command until heat was painted for the first time. */
  async function firstDecoration(variant: number): Promise<number> {
    await openText(storyOf(500 * unitsPerToken, variant));
    const started = performance.now();
    const painted = new Promise<number>((resolve) => {
      const listener = api.onDidPaint(({ ranges }) => {
        if (ranges === 0) return;
        listener.dispose();
        resolve(performance.now() - started);
      });
    });
    const [milliseconds] = await Promise.all([painted, run('steerscope.compareDocument')]);
    return milliseconds;
  }

  test('first decoration', async function () {
    this.timeout(240_000);
    const cold: number[] = [];
    const warm: number[] = [];
    for (let i = 0; i < (short ? 1 : 7); i++) {
      await run('steerscope.restartModelProcess');
      await pause(500);
      cold.push(await firstDecoration(2 * i));
      warm.push(await firstDecoration(2 * i + 1));
      await closeEverything();
    }
    report('firstDecoration', { cold, warm });
  });

  test('painting a text of 5,000 tokens', async function () {
    this.timeout(240_000);
    const editor = await openText(storyOf(5_000 * unitsPerToken, 100));
    await run('steerscope.compareDocument');
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

  test('delay of the event loop', async function () {
    this.timeout(400_000);
    const idle = await eventLoopDelay(() => pause(short ? 500 : 5_000));
    await openText(storyOf((short ? 500 : 12_000) * unitsPerToken, 200));
    const running = await eventLoopDelay(() => run('steerscope.compareDocument'));
    await closeEverything();

    await set('live.enabled', true);
    const editor = await openText(storyOf(2_000 * unitsPerToken, 201));
    await run('steerscope.compareDocument');
    const at = Math.floor(editor.document.getText().length * 0.9);
    const typing = await eventLoopDelay(async () => {
      // Bursts with pauses in between, in which live mode scores what was typed.
      for (let i = 0; i < (short ? 10 : 160); i++) {
        await edit(editor, at + i, 0, 'suddenly '[i % 9] ?? ' ');
        await pause(i % 20 === 19 ? 900 : 60);
      }
    });
    report('eventLoop', { idle, running, typing });
  });
});
