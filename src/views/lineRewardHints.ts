import * as vscode from 'vscode';
import {
  lineRewards,
  wholeParagraphs,
  type LineReward,
  type RewardedPart,
} from '../common/analysis/lineRewards';
import { isCausal } from '../common/causality';
import { formatSigned, formatSignedNats, type DisplayUnit } from '../common/format';
import { tokens } from '../common/sentences';
import { linesOfOffsets } from '../common/text/linesOfOffsets';
import { isScored, type ComparisonStore, type ScoredDocument } from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';
import { Throttle } from '../host/throttle';

/** Milliseconds from one refresh to the next while rows arrive. */
const pause = 300;

/** Writes the implied reward of each line behind it, and of each paragraph, once that is asked for. */
export class LineRewardHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly throttle = new Throttle(pause);
  private readonly listeners: vscode.Disposable;
  private shown = false;

  readonly onDidChangeInlayHints = this.changed.event;

  constructor(
    private readonly store: Pick<ComparisonStore, 'get' | 'onDidChange'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
  ) {
    const refresh = (): void => {
      if (!this.shown) return;
      this.throttle.run('', () => {
        this.changed.fire();
      });
    };
    this.listeners = vscode.Disposable.from(
      this.changed,
      this.throttle,
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
    const unit = this.settings.get('units');
    const { beta } = entry.comparison.pair;
    const isBlank = (line: number): boolean => document.lineAt(line).isEmptyOrWhitespace;
    // A paragraph's sum stands at its end, wherever that is: what is visible and no more is looked at.
    const { from, to } = wholeParagraphs(
      range.start.line,
      range.end.line,
      document.lineCount,
      isBlank,
    );
    return lineRewards(entry.comparison, partOf(entry, document, from, to))
      .map((reward) => ({ reward, line: from + reward.line - 1 }))
      .filter(({ line }) => line >= range.start.line && line <= range.end.line)
      .map(({ reward, line }) => hint(reward, document.lineAt(line).range.end, unit, beta));
  }

  dispose(): void {
    this.listeners.dispose();
  }
}

/** Lines of a document and the rows that begin in them; what is behind an edit is about another text. */
function partOf(
  { comparison, starts, firstStaleRow }: ScoredDocument,
  document: vscode.TextDocument,
  from: number,
  to: number,
): RewardedPart {
  const lines = new vscode.Range(from, 0, to + 1, 0);
  const start = document.offsetAt(lines.start);
  const count = Math.min(comparison.scoredCount, firstStaleRow);
  const first = rowsBefore(starts, count, start);
  const end = rowsBefore(starts, count, document.offsetAt(lines.end));
  const text = document.getText(lines);
  const offsets = starts.subarray(first, end).map((offset) => offset - start);
  return { text, first, end, lines: linesOfOffsets(text, offsets) };
}

/** How many of the first rows begin before an offset. */
function rowsBefore(starts: Int32Array, count: number, offset: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hint(
  { tokens: count, logRatio, paragraph }: LineReward,
  position: vscode.Position,
  unit: DisplayUnit,
  beta: number | undefined,
): vscode.InlayHint {
  const amount = (nats: number): string => formatSignedNats(nats, unit, 1);
  const label =
    paragraph === undefined
      ? vscode.l10n.t('log ratio {0}', amount(logRatio))
      : vscode.l10n.t('log ratio {0}, paragraph {1}', amount(logRatio), amount(paragraph));
  const shown = new vscode.InlayHint(position, label);
  shown.paddingLeft = true;
  shown.tooltip =
    beta === undefined
      ? vscode.l10n.t(
          'Implied reward of this line: the log ratio of its {0} adds up to {1}. Positive where the tuned model favours the text. It is the reward, up to a positive factor and a constant, only if the tuned model is the optimum of KL-regularised reinforcement learning from this base.',
          tokens(count),
          amount(logRatio),
        )
      : vscode.l10n.t(
          'Implied reward of this line: the log ratio of its {0} adds up to {1} (= {2} in units of the reward). Positive where the tuned model favours the text. It is the reward, up to a constant, only if the tuned model is the optimum of KL-regularised reinforcement learning from this base.',
          tokens(count),
          amount(logRatio),
          formatSigned(beta * logRatio, 2),
        );
  return shown;
}
