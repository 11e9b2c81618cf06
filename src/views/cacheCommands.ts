import * as vscode from 'vscode';
import type { ResultCache } from '../host/resultCache';

/** Commands about the results that are kept on disk. */
export class CacheCommands {
  constructor(private readonly results: Pick<ResultCache, 'clear'>) {}

  /** Deletes them all and says how much that was; what is shown of open documents stays. */
  async clear(): Promise<void> {
    const { comparisons, bytes } = await this.results.clear();
    const megabytes = (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });
    void vscode.window.showInformationMessage(
      comparisons === 0
        ? vscode.l10n.t('No results were kept.')
        : comparisons === 1
          ? vscode.l10n.t('Deleted one kept result ({0} MB).', megabytes)
          : vscode.l10n.t('Deleted {0} kept results ({1} MB).', comparisons, megabytes),
    );
  }
}
