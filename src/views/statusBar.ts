import * as vscode from 'vscode';
import type { CommandId } from '../common/contributions';
import { toNats, type DisplayUnit } from '../common/format';
import { statusDetail, statusText } from '../common/sentences';
import { summarizeInSteps, type Summary } from '../common/stats/summary';
import type { ActiveDocument } from '../host/activeDocument';
import {
  isScored,
  type ComparedDocument,
  type ComparisonStore,
  type ScoredDocument,
} from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';
import { SlicedWork } from '../host/slicedWork';
import type { PanelPairs } from './panel/panelServices';
import type { Problems } from './problems';

/** Command behind the item when a comparison failed; not offered in the palette. */
const showProblemCommand = 'steerscope.showProblem';

interface Appearance {
  readonly text: string;
  readonly tooltip: string;
  readonly command: CommandId | typeof showProblemCommand;
}

/** A summary, or the work of making it. */
interface KeptSummary {
  /** The comparisons of one run have the same pieces. */
  readonly pieces: object;
  readonly scoredCount: number;
  readonly threshold: number;
  readonly work: SlicedWork<Summary>;
  value: Summary | undefined;
}

/** The one status bar item: what is happening to the active document, and how it came out. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'steerscope.status',
    vscode.StatusBarAlignment.Right,
    100,
  );
  private readonly listeners: vscode.Disposable;
  /** Summaries take a pass over all rows, so the last one is kept while its rows are the same. */
  private summary: KeptSummary | undefined;

  constructor(
    private readonly store: ComparisonStore,
    private readonly active: Pick<ActiveDocument, 'uri' | 'onDidChange'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
    private readonly pairs: PanelPairs,
    private readonly problems: Pick<Problems, 'show'>,
  ) {
    this.item.name = 'Steerscope';
    const update = (): void => {
      this.update();
    };
    this.listeners = vscode.Disposable.from(
      this.item,
      store.onDidChange(update),
      active.onDidChange(update),
      settings.onDidChange(update),
      pairs.onDidChange(update),
      vscode.commands.registerCommand(showProblemCommand, () => {
        this.showProblem();
      }),
    );
  }

  dispose(): void {
    this.summary?.work.cancel();
    this.listeners.dispose();
  }

  private update(): void {
    const { uri } = this.active;
    const entry = uri && this.store.get(uri);
    // Hidden until the first use: a document that nobody compared has nothing to say.
    if (entry === undefined) {
      this.item.hide();
      return;
    }
    const { text, tooltip, command } = this.appearance(entry);
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.accessibilityInformation = { label: `Steerscope: ${withoutIcons(text)}. ${tooltip}` };
    this.item.show();
  }

  private showProblem(): void {
    const { uri } = this.active;
    const state = uri && this.store.get(uri)?.state;
    if (state?.kind === 'failed') this.problems.show(state.error, uri);
  }

  private appearance(entry: ComparedDocument): Appearance {
    const { state } = entry;
    switch (state.kind) {
      case 'loading':
        return {
          text: `$(sync~spin) ${this.pairs.activeName}`,
          tooltip: state.measuring
            ? vscode.l10n.t(
                'Measuring how {0} runs fastest on this machine, which is done once. Click to cancel.',
                this.pairs.activeName,
              )
            : vscode.l10n.t(
                'Loading {0} ({1}). Click to cancel.',
                state.name,
                megabytes(state.bytes),
              ),
          command: 'steerscope.cancel',
        };
      case 'running':
        return this.running(state.fraction);
      case 'failed':
        return {
          text: '$(warning) Steerscope',
          tooltip: state.error.message,
          command: showProblemCommand,
        };
      case 'done':
      case 'cancelled':
        return isScored(entry) ? this.result(entry) : this.nothing();
    }
  }

  private running(fraction: number): Appearance {
    return {
      text: `$(sync~spin) ${Math.floor(fraction * 100)} %`,
      tooltip: vscode.l10n.t('Comparing with {0}. Click to cancel.', this.pairs.activeName),
      command: 'steerscope.cancel',
    };
  }

  private result(entry: ScoredDocument): Appearance {
    const { comparison, state, firstStaleRow } = entry;
    const unit: DisplayUnit = this.settings.get('units');
    const summary = this.summaryOf(entry);
    // Of hundreds of thousands of rows it is there a moment later.
    if (summary === undefined) return this.running(1);
    const edited = firstStaleRow < comparison.rowCount;
    const remark = edited
      ? ` (${vscode.l10n.t('edited')})`
      : state.kind === 'cancelled'
        ? ` (${vscode.l10n.t('cancelled')})`
        : '';
    return {
      text: `$(pulse) ${statusText(comparison, summary, unit)}${remark}`,
      tooltip: statusDetail(comparison, summary, unit),
      command: 'steerscope.openPanel',
    };
  }

  private nothing(): Appearance {
    return {
      text: `$(pulse) ${this.pairs.activeName} (${vscode.l10n.t('cancelled')})`,
      tooltip: vscode.l10n.t('The comparison was cancelled before the first token was scored.'),
      command: 'steerscope.openPanel',
    };
  }

  /** Undefined while it is being made; the item is updated as soon as it is there. */
  private summaryOf({ comparison }: ScoredDocument): Summary | undefined {
    const threshold = toNats(this.settings.get('threshold'), 'bits');
    const { scoredCount, pieces } = comparison;
    const before = this.summary;
    const isSame =
      before?.pieces === pieces &&
      before.scoredCount === scoredCount &&
      before.threshold === threshold;
    if (isSame) return before.value;
    before?.work.cancel();
    let isStarted = false;
    const work = new SlicedWork(summarizeInSteps(comparison, threshold), (value) => {
      kept.value = value;
      if (isStarted) this.update();
    });
    const kept: KeptSummary = { pieces, scoredCount, threshold, work, value: undefined };
    this.summary = kept;
    work.start();
    isStarted = true;
    return kept.value;
  }
}

function withoutIcons(text: string): string {
  return text.replaceAll(/\$\([^)]*\) /g, '');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
