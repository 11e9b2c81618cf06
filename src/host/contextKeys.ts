import * as vscode from 'vscode';
import type { ContextKeys } from '../common/contributions';
import type { Log } from '../common/log';
import type { ActiveDocument } from './activeDocument';
import type { ComparisonStore } from './comparisonStore';
import type { Attractors } from './sampling/attractors';
import type { Probes } from './probing/probes';
import type { Checkpoints } from './sampling/checkpoints';
import type { Continuations } from './sampling/continuations';

/** Keeps the keys of when-clauses true to the active document's entry, and to what is sampled. */
export class ContextKeySetter implements vscode.Disposable {
  private readonly listeners: vscode.Disposable;
  private readonly last = new Map<string, boolean>();

  constructor(
    private readonly store: ComparisonStore,
    private readonly active: Pick<ActiveDocument, 'uri' | 'onDidChange'>,
    private readonly sampling: {
      readonly continuations: Continuations;
      readonly attractors: Attractors;
      readonly probes: Probes;
      readonly checkpoints: Checkpoints;
    },
    private readonly log: Log,
  ) {
    const update = (): void => {
      this.update();
    };
    this.listeners = vscode.Disposable.from(
      store.onDidChange(update),
      active.onDidChange(update),
      sampling.continuations.onDidChange(update),
      sampling.attractors.onDidChange(update),
      sampling.probes.onDidChange(update),
      sampling.checkpoints.onDidChange(update),
    );
    update();
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private update(): void {
    const { uri } = this.active;
    const entry = uri === undefined ? undefined : this.store.get(uri);
    const running = entry?.state.kind === 'running' || entry?.state.kind === 'loading';
    this.set('steerscope.hasResult', entry?.comparison !== undefined);
    this.set('steerscope.running', running);
    const { continuations, attractors, probes, checkpoints } = this.sampling;
    const sampled = continuations.current?.set?.continuations.length ?? 0;
    this.set(
      'steerscope.sampling',
      Object.values(this.sampling).some(({ task }) => task.isRunning),
    );
    this.set('steerscope.hasSamples', sampled > 0 || continuations.kept.length > 0);
    this.set('steerscope.hasAttractors', attractors.current?.report !== undefined);
    this.set(
      'steerscope.hasStudies',
      probes.current?.report !== undefined || checkpoints.current?.series !== undefined,
    );
  }

  private set<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
    if (this.last.get(key) === value) return;
    this.last.set(key, value);
    vscode.commands.executeCommand('setContext', key, value).then(undefined, (error: unknown) => {
      this.log.log('warn', `The context key ${key} could not be set: ${String(error)}`);
    });
  }
}
