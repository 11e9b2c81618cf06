import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Settings } from '../../../src/common/contributions';
import { silentLog } from '../../../src/common/log';
import { ActiveDocument } from '../../../src/host/activeDocument';
import { ActivePair } from '../../../src/host/activePair';
import { ComparisonStore } from '../../../src/host/comparisonStore';
import { ContextKeySetter } from '../../../src/host/contextKeys';
import { LiveScheduler } from '../../../src/host/liveScheduler';
import { Attractors } from '../../../src/host/sampling/attractors';
import { Checkpoints } from '../../../src/host/sampling/checkpoints';
import { Probes } from '../../../src/host/probing/probes';
import { Continuations } from '../../../src/host/sampling/continuations';
import { SettingsService } from '../../../src/host/settings';
import { Decorator } from '../../../src/views/decorations/decorator';
import { closeEverything, extensionApi, openText, run, scored, story } from '../support/extension';

/** An event that knows how many listen to it. */
class CountedEvent<T> {
  private readonly emitter = new vscode.EventEmitter<T>();
  listeners = 0;

  readonly event: vscode.Event<T> = (listener, self: unknown) => {
    const subscription = this.emitter.event(listener, self);
    this.listeners++;
    return new vscode.Disposable(() => {
      this.listeners--;
      subscription.dispose();
    });
  };
}

suite('what listens is disposed', () => {
  teardown(closeEverything);

  test('services take back every listener and decoration', () => {
    const stored = new CountedEvent<vscode.Uri>();
    const configured = new CountedEvent<ReadonlySet<keyof Settings>>();
    const inner = new ComparisonStore();
    const settingsInner = new SettingsService(silentLog);
    const store = Object.assign(Object.create(inner) as ComparisonStore, {
      onDidChange: stored.event,
    });
    const settings = Object.assign(Object.create(settingsInner) as SettingsService, {
      onDidChange: configured.event,
    });
    const active = new ActiveDocument();
    const client = { request: () => Promise.reject(new Error('Nothing is asked.')) };
    const continuations = new Continuations(client, silentLog);
    const attractors = new Attractors(client, silentLog);
    const probes = new Probes(client, silentLog);
    const checkpoints = new Checkpoints(client, silentLog);
    const services = [
      new Decorator(store, settings),
      new LiveScheduler(
        store,
        { refresh: () => Promise.resolve({ kind: 'done' }), isBusy: () => false },
        settings,
      ),
      new ContextKeySetter(
        store,
        active,
        { continuations, attractors, probes, checkpoints },
        silentLog,
      ),
      continuations,
      attractors,
      probes,
      checkpoints,
      new ActivePair({ list: () => Promise.resolve([]) }, settings),
    ];
    assert.ok(stored.listeners >= 2 && configured.listeners >= 3);
    for (const service of [...services, active, settingsInner, inner]) service.dispose();
    assert.deepEqual([stored.listeners, configured.listeners], [0, 0]);
  });

  test('nothing is kept of documents that are closed', async () => {
    const api = await extensionApi();
    for (const text of [story, `${story}${story}`]) {
      const { document } = await openText(text);
      await run('steerscope.compareDocument');
      scored(api, document.uri);
    }
    await closeEverything();
    // Closed documents are looked at again in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      api.store.all().filter(({ uri }) => uri.scheme === 'untitled'),
      [],
    );
  });
});
