import * as vscode from 'vscode';
import { lineRewards, type LineReward } from '../common/analysis/lineRewards';
import { isCausal } from '../common/causality';
import { formatSignedNats, type DisplayUnit } from '../common/format';
import { tokens } from '../common/sentences';
import { linesOfOffsets } from '../common/text/linesOfOffsets';
import { isScored, type ComparisonStore } from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';

/** Writes the implied reward of each line behind it, and of each paragraph, once that is asked for. */
export class LineRewardHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: vscode.Disposable;
  private shown = false;

  readonly onDidChangeInlayHints = this.changed.event;

  constructor(
    private readonly store: Pick<ComparisonStore, 'get' | 'onDidChange'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
  ) {
    const refresh = (): void => {
      if (this.shown) this.changed.fire();
    };
    this.listeners = vscode.Disposable.from(
      this.changed,
      store.onDidChange(refresh),
      settings.onDidChange((keys) => {
        if (keys.has('units')) refresh();
      }),
      vscode.languages.registerInlayHintsProvider({ scheme: '*' }, this),
    );
  }

  /** Shows the hints in all compared documents, or hides them. */
  toggle(): void {
    this.shown = !this.shown;
    this.changed.fire();
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const entry = this.store.get(document.uri);
    if (!this.shown || !isScored(entry) || !isCausal(entry.comparison.pair)) return [];
    const { comparison, starts, firstStaleRow } = entry;
    const text = document.getText();
    const lines = linesOfOffsets(text, starts.subarray(0, comparison.scoredCount));
    // What is behind an edit is about another text.
    const count = Math.min(comparison.scoredCount, firstStaleRow);
    const unit = this.settings.get('units');
    return lineRewards(comparison, lines, text, count)
      .filter(({ line }) => line - 1 >= range.start.line && line - 1 <= range.end.line)
      .filter(({ line }) => line <= document.lineCount)
      .map((reward) => hint(reward, document.lineAt(reward.line - 1).range.end, unit));
  }

  dispose(): void {
    this.listeners.dispose();
  }
}

function hint(
  { tokens: count, logRatio, paragraph }: LineReward,
  position: vscode.Position,
  unit: DisplayUnit,
): vscode.InlayHint {
  const amount = (nats: number): string => formatSignedNats(nats, unit, 1);
  const label =
    paragraph === undefined
      ? amount(logRatio)
      : vscode.l10n.t('{0}, paragraph {1}', amount(logRatio), amount(paragraph));
  const shown = new vscode.InlayHint(position, label);
  shown.paddingLeft = true;
  shown.tooltip = vscode.l10n.t(
    'Implied reward of this line: the log ratio of its {0} adds up to {1}. Positive where the tuned model favours the text. It is the reward, up to a positive factor and a constant, only if the tuned model is the optimum of KL-regularised reinforcement learning from this base.',
    tokens(count),
    amount(logRatio),
  );
  return shown;
}
