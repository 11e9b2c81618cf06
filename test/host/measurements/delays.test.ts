// Not tests: how late the extension host is at several numbers of threads, for bench/sections/host.mts.
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { mostThreads } from '../../../src/common/settingSchemas';
import {
  closeEverything,
  edit,
  extensionApi,
  openText,
  run,
  set,
  story,
} from '../support/extension';
import { eventLoopDelay, report, short, storyOf, unitsPerToken } from './measuring';

/** As the engine chooses, every processor, twice as many threads, and the most that may be asked for. */
const settings = [0, availableParallelism(), 2 * availableParallelism(), mostThreads];

suite('measurements of delays', () => {
  suiteSetup(async () => {
    await extensionApi();
  });

  teardown(async () => {
    await set('threads', undefined);
    await set('live.enabled', undefined);
    await closeEverything();
  });

  async function whileComparing(variant: number): ReturnType<typeof eventLoopDelay> {
    await openText(storyOf((short ? 500 : 12_000) * unitsPerToken, variant));
    const delay = await eventLoopDelay(() => run('steerscope.compareDocument'));
    await closeEverything();
    return delay;
  }

  async function whileTyping(variant: number): ReturnType<typeof eventLoopDelay> {
    await set('live.enabled', true);
    const editor = await openText(storyOf(2_000 * unitsPerToken, variant));
    await run('steerscope.compareDocument');
    const at = Math.floor(editor.document.getText().length * 0.9);
    const delay = await eventLoopDelay(async () => {
      // Bursts with pauses in between, in which live mode scores what was typed.
      for (let i = 0; i < (short ? 10 : 160); i++) {
        await edit(editor, at + i, 0, 'suddenly '[i % 9] ?? ' ');
        await pause(i % 20 === 19 ? 900 : 60);
      }
    });
    await set('live.enabled', undefined);
    await closeEverything();
    return delay;
  }

  test('delay of the event loop', async function () {
    this.timeout(600_000);
    const idle = await eventLoopDelay(() => pause(short ? 500 : 5_000));
    const working: object[] = [];
    for (const [index, threads] of settings.entries()) {
      await set('threads', threads);
      // The pair is loaded with these threads, which is no part of either figure.
      await openText(story);
      await run('steerscope.compareDocument');
      await closeEverything();
      const running = await whileComparing(200 + 2 * index);
      const typing = await whileTyping(201 + 2 * index);
      working.push({ threads, running, typing });
    }
    report('eventLoop', { idle, working });
  });
});
