import * as vscode from 'vscode';
import type { Comparison, TextRange } from '../common/comparison';
import { ComparisonBuilder } from '../common/comparisonBuilder';
import { CancelledError } from '../common/errors';
import type { Log } from '../common/log';
import type { CompareParams, PairSpec } from '../common/protocol/model';
import type { ShiftedSpans, TextEdit } from '../common/text/spanShift';
import type {
  AskedFor,
  ComparedDocument,
  ComparedText,
  ComparisonStore,
  RunState,
} from './comparisonStore';
import {
  askedFor,
  isFresh,
  knownRows,
  sameQuestion,
  sameScoring,
  scoredFraction,
  scoredText,
  scoringRequest,
  spansAfter,
  spansOf,
  unscored,
} from './comparisonRun';
import { editsOf, visibleRange } from './documentEdits';
import { earlierRows, shiftEarlier } from './earlierRows';
import type { ModelClient } from './modelClient';
import type { ResultCache } from './resultCache';
import { outcomeOfError, type RunOutcome } from './runOutcome';
import type { SettingsService } from './settings';
import { withSignal } from './withSignal';

/** Where the pair to score with comes from. */
export interface PairSource {
  /** The pair that the settings select; rejects with `UserFacingError` when it cannot be read. */
  selected(): Promise<PairSpec>;
}

/** A second text to score with the same pair. */
export interface OtherText {
  readonly title: string;
  readonly text: string;
}

interface Question {
  readonly range?: TextRange | undefined;
  readonly other?: OtherText;
  /** Text that the base reads first. */
  readonly condition?: string;
  /** Nobody asked for this run in particular, so it does not score what is known already. */
  readonly live?: boolean;
}

interface Run {
  readonly document: vscode.TextDocument;
  /** Version and text that are scored; the document may be edited meanwhile. */
  readonly version: number;
  readonly text: string;
  /** What the user saw of it when the run began. */
  readonly visible: TextRange | undefined;
  readonly question: Question;
  asked: AskedFor | undefined;
  readonly source: vscode.CancellationTokenSource;
  /** A newer run took its place: its cancellation is not what the user waits for. */
  superseded: boolean;
  /** Edits since `version`, kept until all spans are known. */
  readonly edits: TextEdit[];
  comparison: Comparison | undefined;
  spans: ShiftedSpans;
}

/** How long the process may take to give up a run, in milliseconds, before it is killed. */
const userCancelGrace = 250;
const supersededGrace = 10_000;

/** Prefixes of a document that are kept; the one asked for longest ago makes room. */
const mostConditions = 8;

/** Scores documents and keeps their entries in the store true while the documents change. */
export class DocumentComparer implements vscode.Disposable {
  private readonly runs = new Map<string, Run>();
  private readonly listeners: vscode.Disposable;

  constructor(
    private readonly store: ComparisonStore,
    private readonly client: Pick<ModelClient, 'compare'>,
    private readonly pairs: PairSource,
    private readonly results: Pick<ResultCache, 'find' | 'keep' | 'flush'>,
    private readonly settings: Pick<SettingsService, 'get'>,
    private readonly log: Log,
  ) {
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.edited(event);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // A change of language closes and opens a document in one go.
        setImmediate(() => {
          if (document.isClosed) this.clear(document.uri);
        });
      }),
    );
  }

  /**
   * Scores a document, or the tokens that touch `range` of it; a run of the same document that is
   * under way is superseded. Never rejects: a failure is in the outcome and in the store.
   */
  compare(document: vscode.TextDocument, range?: TextRange): Promise<RunOutcome> {
    return this.start(document, { range });
  }

  /** Scores another text with the same pair and keeps it beside the document's own comparison. */
  compareWith(document: vscode.TextDocument, other: OtherText): Promise<RunOutcome> {
    return this.start(document, { other });
  }

  /** Scores a document with a prefix that the base reads first, and keeps that beside its own comparison. */
  compareWithCondition(document: vscode.TextDocument, condition: string): Promise<RunOutcome> {
    return this.start(document, { condition });
  }

  /** Scores a document for live mode, unless its result is current. */
  refresh(document: vscode.TextDocument): Promise<RunOutcome> {
    return this.start(document, { live: true });
  }

  /** Whether a command's run is under way that live mode would spoil or only repeat. */
  isBusy(document: vscode.TextDocument): boolean {
    const run = this.runs.get(document.uri.toString());
    if (run === undefined || run.question.live === true) return false;
    const { range, other, condition } = run.question;
    const isMore = range !== undefined || other !== undefined || condition !== undefined;
    return isMore || run.version === document.version;
  }

  /** Cancels the document's run; what has been scored so far stays. */
  cancel(uri: vscode.Uri): void {
    const run = this.runs.get(uri.toString());
    if (run === undefined) return;
    this.runs.delete(uri.toString());
    run.source.cancel();
    this.publish(run, { kind: 'cancelled' });
  }

  cancelAll(): void {
    for (const run of [...this.runs.values()]) this.cancel(run.document.uri);
  }

  /** Cancels the document's run and forgets its result. */
  clear(uri: vscode.Uri): void {
    this.cancel(uri);
    this.results.flush(uri.toString());
    this.store.delete(uri);
  }

  dispose(): void {
    this.listeners.dispose();
    for (const run of this.runs.values()) run.source.cancel();
    this.runs.clear();
  }

  private async start(document: vscode.TextDocument, question: Question): Promise<RunOutcome> {
    const key = document.uri.toString();
    const previous = this.runs.get(key);
    if (previous !== undefined) {
      previous.superseded = true;
      previous.source.cancel();
    }
    const run: Run = {
      document,
      version: document.version,
      text: document.getText(),
      visible: visibleRange(document),
      question,
      asked: undefined,
      source: new vscode.CancellationTokenSource(),
      superseded: false,
      edits: [],
      comparison: undefined,
      spans: unscored,
    };
    this.runs.set(key, run);
    this.publish(run, { kind: 'running', fraction: 0 });
    const outcome = await this.outcomeOf(run);
    // Cancelled, cleared and superseded runs have lost their place and leave the store alone.
    if (this.runs.get(key) === run) {
      this.runs.delete(key);
      this.publish(run, outcome);
    }
    run.source.dispose();
    return outcome;
  }

  private async outcomeOf(run: Run): Promise<RunOutcome> {
    try {
      await this.score(run);
      return { kind: 'done' };
    } catch (error) {
      return outcomeOfError(error, run.source.token.isCancellationRequested, 'Comparing', this.log);
    }
  }

  private async score(run: Run): Promise<void> {
    const { range, other, condition, live } = run.question;
    const limit = this.settings.get('maxDocumentLength');
    const text = scoredText(run.text, range, limit, 'document');
    if (other !== undefined) scoredText(other.text, undefined, limit, 'other');
    const pair = await this.pairs.selected();
    if (run.source.token.isCancellationRequested) throw new CancelledError();
    // Made once, so that both texts are scored alike whatever becomes of the settings meanwhile.
    const request = scoringRequest(this.settings, pair, text, range);
    run.asked = askedFor(request);
    const entry = this.store.get(run.document.uri);
    const hasSecond = other !== undefined || condition !== undefined;
    const reuse = (hasSecond || live === true) && isFresh(entry, run.version, run.asked);
    const share = hasSecond ? 0.5 : 1;
    if (!reuse) {
      const known = sameScoring(entry?.asked, run.asked) ? entry?.comparison : undefined;
      const visible = range === undefined ? run.visible : undefined;
      const params = { ...request, ...(visible && { visible }) };
      await this.scoreText(run, params, known, (comparison) => {
        this.show(run, comparison);
        return share * scoredFraction(comparison);
      });
    }
    if (condition !== undefined) {
      await this.scoreText(run, { ...request, condition }, undefined, (comparison) => {
        this.setCondition(run, comparison);
        return 1 - share + share * scoredFraction(comparison);
      });
    }
    if (other === undefined) return;
    await this.scoreText(run, { ...request, text: other.text }, undefined, (comparison) => {
      this.setAgainst(run, { title: other.title, comparison });
      return 1 - share + share * scoredFraction(comparison);
    });
  }

  /**
   * Scores one text. What of `known` still holds is taken from there; `onRows` takes each partial
   * result and says how far the run has come.
   */
  private async scoreText(
    run: Run,
    params: Omit<CompareParams, 'runId'>,
    known: Comparison | undefined,
    onRows: (comparison: Comparison) => number,
  ): Promise<void> {
    const { token } = run.source;
    const { asked, comparison: kept } = await withSignal(token, (cancelled) =>
      this.results.find(params, cancelled),
    );
    if (token.isCancellationRequested) throw new CancelledError();
    const told = `${params.text.length} UTF-16 code units with ${params.pair.id}`;
    if (kept !== undefined) {
      onRows(kept);
      this.log.log('info', `Took the comparison of ${told} from the cache.`);
      return;
    }
    const builder = new ComparisonBuilder(known);
    const result = await this.client.compare({
      params: known === undefined ? params : { ...params, known: knownRows(known) },
      token,
      cancelGrace: () => (run.superseded ? supersededGrace : userCancelGrace),
      onProgress: (progress) => {
        if (this.runs.get(run.document.uri.toString()) !== run) return;
        if (progress.kind === 'loading') {
          const { name, bytes, measuring } = progress;
          this.publish(run, { kind: 'loading', name, bytes, measuring });
          return;
        }
        const comparison = builder.add(progress);
        if (comparison === undefined) return;
        this.publish(run, { kind: 'running', fraction: onRows(comparison) });
      },
    });
    this.log.log(
      'info',
      `Scored ${told} in ${Math.round(result.milliseconds)} ms ` +
        `(${Math.round(result.loadMilliseconds)} ms loading).`,
    );
    const { comparison } = builder;
    if (comparison === undefined) return;
    const live = run.question.live === true;
    this.results.keep(run.document.uri.toString(), asked, comparison, live);
  }

  private show(run: Run, comparison: Comparison): void {
    if (run.comparison?.tokens !== comparison.tokens) {
      run.spans = spansAfter(spansOf(comparison), run.edits, comparison);
    }
    run.comparison = comparison;
  }

  private setAgainst(run: Run, against: ComparedText): void {
    const entry = this.store.get(run.document.uri);
    if (entry !== undefined && sameScoring(entry.asked, run.asked)) {
      this.store.set({ ...entry, against });
    }
  }

  private setCondition(run: Run, conditioned: Comparison): void {
    const entry = this.store.get(run.document.uri);
    if (entry === undefined || !sameScoring(entry.asked, run.asked)) return;
    const { conditions = [] } = entry;
    const others = conditions.filter(
      ({ condition }) => condition?.text !== conditioned.condition?.text,
    );
    this.store.set({ ...entry, conditions: [...others, conditioned].slice(-mostConditions) });
  }

  /** Puts the run's state in the store, with its rows once they say more than the earlier ones. */
  private publish(run: Run, state: RunState): void {
    const { uri } = run.document;
    const shown = this.store.get(uri);
    const { comparison, spans, asked } = run;
    if (comparison !== undefined && (state.kind === 'done' || replaces(run, comparison, shown))) {
      const beside = sameScoring(shown?.asked, asked) ? shown : undefined;
      const { against, conditions } = beside ?? {};
      const earlier = earlierRows(shown, comparison, asked);
      const { version } = run;
      const kept = { against, conditions, earlier };
      this.store.set({ uri, version, state, comparison, asked, ...spans, ...kept });
    } else if (shown !== undefined) {
      this.store.set({ ...shown, state });
    } else {
      const { version } = run;
      this.store.set({
        uri,
        version,
        state,
        comparison: undefined,
        ...unscored,
        against: undefined,
      });
    }
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    const { uri } = event.document;
    const edits = editsOf(event);
    if (edits.length === 0) return;
    const run = this.runs.get(uri.toString());
    if (run !== undefined) {
      if (run.comparison?.isSplit !== true) run.edits.push(...edits);
      if (run.comparison) run.spans = spansAfter(run.spans, edits, run.comparison);
    }
    const entry = this.store.get(uri);
    if (entry?.comparison === undefined) return;
    const earlier = shiftEarlier(entry.earlier, edits);
    this.store.set({ ...entry, ...spansAfter(entry, edits, entry.comparison), earlier });
  }
}

/** Whether a run's rows say more than what the store shows of the same document. */
function replaces({ asked }: Run, next: Comparison, shown: ComparedDocument | undefined): boolean {
  const current = shown?.comparison;
  if (shown === undefined || current === undefined || current.pieces === next.pieces) return true;
  if (!sameQuestion(shown.asked, asked) || current.firstToken !== next.firstToken) return true;
  return next.scoredCount >= Math.min(shown.firstStaleRow, current.scoredCount);
}
