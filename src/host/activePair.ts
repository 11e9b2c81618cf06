import * as vscode from 'vscode';
import type { PairCatalog } from './pairCatalog';
import type { SettingsService } from './settings';

/** Name of the pair that the next comparison would use, known without waiting. */
export class ActivePair implements vscode.Disposable {
  private name: string | undefined;
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly listener: vscode.Disposable;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly catalog: Pick<PairCatalog, 'list'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
  ) {
    this.listener = settings.onDidChange((keys) => {
      if (keys.has('pair') || keys.has('pairs') || keys.has('models.directory')) this.refresh();
    });
    this.refresh();
  }

  /** The pair's name; until it has been read, the id of the setting. */
  get activeName(): string {
    return this.name ?? this.settings.get('pair');
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }

  private refresh(): void {
    const id = this.settings.get('pair');
    void this.catalog.list().then((entries) => {
      // The setting may have changed again while files were read.
      if (id !== this.settings.get('pair')) return;
      this.name = entries.find((entry) => entry.id === id)?.name;
      this.changed.fire(this.activeName);
    });
  }
}
