import type * as vscode from 'vscode';
import { UserFacingError } from '../common/errors';
import { isMetricId } from '../common/metrics';
import type { ActiveDocument } from '../host/activeDocument';
import type { ComparisonStore } from '../host/comparisonStore';
import type { PairCatalog } from '../host/pairCatalog';
import type { SettingsService } from '../host/settings';
import { pickPair, pickPairFolder } from './pairPicker';
import { pickMetric } from './pickers';

/** Commands that choose what to compare with and what to show. */
export class SelectCommands {
  constructor(
    private readonly catalog: PairCatalog,
    private readonly settings: Pick<SettingsService, 'get' | 'update'>,
    private readonly active: Pick<ActiveDocument, 'uri'>,
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly compare: (uri: vscode.Uri) => Promise<void>,
  ) {}

  /** An argument, the id of a pair, leaves out the choice. */
  async selectPair(argument?: unknown): Promise<void> {
    const before = this.settings.get('pair');
    if (typeof argument === 'string') {
      await this.settings.update('pair', argument);
    } else {
      const choice = await pickPair(this.catalog, before);
      if (choice === undefined) return;
      if (choice.kind === 'folder') {
        await this.chooseFolder();
        return;
      }
      const { content, id } = choice.entry;
      if (!content.ok) {
        throw new UserFacingError('unreadable', content.error.message, content.error.actions);
      }
      await this.settings.update('pair', id);
    }
    if (this.settings.get('pair') !== before) await this.compareAgain();
  }

  /** Adds the pair of a folder, which an argument may name, and selects it. */
  async chooseFolder(argument?: vscode.Uri): Promise<void> {
    const folder = argument ?? (await pickPairFolder());
    if (folder === undefined) return;
    await this.catalog.addFolder(folder);
    await this.compareAgain();
  }

  /** An argument, the id of a metric, leaves out the choice. */
  async selectMetric(argument?: unknown): Promise<void> {
    const metric = isMetricId(argument) ? argument : await pickMetric(this.settings.get('metric'));
    if (metric !== undefined) await this.settings.update('metric', metric);
  }

  /** Whoever chooses another pair wants to see the active document's comparison with it. */
  private async compareAgain(): Promise<void> {
    const { uri } = this.active;
    if (uri !== undefined && this.store.get(uri) !== undefined) await this.compare(uri);
  }
}
