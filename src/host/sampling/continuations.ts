import * as vscode from 'vscode';
import { textIds } from '../../common/attractors/writtenTokens';
import type { Log } from '../../common/log';
import type { Prompt } from '../../common/protocol/sampling';
import {
  continuationId,
  type Continuation,
  type SampleSet,
} from '../../common/sampling/continuation';
import { movePlace, type Place } from '../../common/sampling/place';
import { SampleSetBuilder } from '../../common/sampling/sampleSetBuilder';
import { editsOf } from '../documentEdits';
import type { ModelClient } from '../modelClient';
import type { RunOutcome } from '../runOutcome';
import type { SamplingSetup } from './samplingSetup';
import { SamplingTask } from './samplingTask';

/** What is continued. */
export interface SampleSource {
  readonly uri: vscode.Uri;
  /** Where in the document, as it is now. */
  readonly place: Place;
  /** Text of the document up to there, as it was. */
  readonly before: string;
  /** Text that stands behind it without being in the document. */
  readonly lead: string;
  /** The token that stands at the place, which what is inserted is put instead of; empty for none. */
  readonly replaces: string;
  /**
   * The document was closed since: what happened to its text until it was opened again is not known, and
   * another document may have its name.
   */
  readonly wasClosed?: boolean;
  /** What the models are given: both, as tokens. */
  readonly prompt: Prompt;
}

/** Continuations of one place. */
export interface SampledContinuations {
  /** Name of the run. */
  readonly run: string;
  readonly source: SampleSource;
  /** What has been written so far; undefined until the run has started. */
  readonly set: SampleSet | undefined;
}

/** One continuation with where it belongs. */
export interface PlacedContinuation {
  readonly id: string;
  readonly source: SampleSource;
  readonly continuation: Continuation;
  /** The set that it is of; of the continuations it may hold this one alone. */
  readonly set: SampleSet;
}

/** The continuations that were sampled last, and those that the user keeps. */
export class Continuations implements vscode.Disposable {
  readonly task: SamplingTask;
  private runs = 0;
  private sampled: SampledContinuations | undefined;
  private keptOnes: readonly PlacedContinuation[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: vscode.Disposable;

  /** Fires when there is something new to show. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    this.task = new SamplingTask('Sampling', log);
    this.listeners = vscode.Disposable.from(
      this.task,
      this.task.onDidChange(() => {
        this.changed.fire();
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.edited(event);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // A change of language closes and opens a document in one go.
        setImmediate(() => {
          if (document.isClosed) this.closed(document.uri);
        });
      }),
    );
  }

  get current(): SampledContinuations | undefined {
    return this.sampled;
  }

  get kept(): readonly PlacedContinuation[] {
    return this.keptOnes;
  }

  /**
   * Lets both models continue; a run under way is superseded. Never rejects.
   *
   * @param setup is asked once the run has begun, so that its failures are the run's
   */
  sample(source: SampleSource, setup: () => Promise<SamplingSetup>): Promise<RunOutcome> {
    const run = String(++this.runs);
    this.sampled = { run, source, set: undefined };
    const builder = new SampleSetBuilder();
    return this.task.run(async ({ token, cancelGrace, report }) => {
      const params = { ...(await setup()), prompts: [source.prompt], writers: bothModels };
      await this.client.request('sample', {
        params,
        token,
        cancelGrace,
        onProgress: (progress) => {
          builder.add(progress);
          const { sampled } = this;
          if (sampled?.run !== run) return;
          if (progress.kind === 'started' || progress.kind === 'batch') {
            this.sampled = { ...sampled, set: builder.set };
            this.changed.fire();
          } else report(progress);
        },
      });
    });
  }

  /** A continuation of the last run or a kept one; undefined where there is none of that name. */
  find(id: string): PlacedContinuation | undefined {
    const kept = this.keptOnes.find((each) => each.id === id);
    if (kept !== undefined) return kept;
    const { sampled } = this;
    const continuation = sampled?.set?.continuations.find(
      (each) => continuationId(sampled.run, each) === id,
    );
    if (sampled?.set === undefined || continuation === undefined) return undefined;
    return { id, source: sampled.source, continuation, set: sampled.set };
  }

  /** Keeps a continuation beyond the next run. */
  keep(placed: PlacedContinuation): void {
    if (this.keptOnes.some(({ id }) => id === placed.id)) return;
    const set = { ...placed.set, continuations: [placed.continuation] };
    this.keptOnes = [...this.keptOnes, { ...placed, set }];
    this.changed.fire();
  }

  /** Lets go of a kept continuation. */
  drop(id: string): void {
    this.keptOnes = this.keptOnes.filter((each) => each.id !== id);
    this.changed.fire();
  }

  dispose(): void {
    this.listeners.dispose();
    this.changed.dispose();
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    this.change(event.document.uri, (source) => ({
      ...source,
      place: editsOf(event).reduce(movePlace, source.place),
    }));
  }

  private closed(uri: vscode.Uri): void {
    this.change(uri, (source) => ({ ...source, wasClosed: true }));
  }

  /** Changes what is continued in one document. */
  private change(uri: vscode.Uri, changed: (source: SampleSource) => SampleSource): void {
    const key = uri.toString();
    const { sampled } = this;
    const concerns = (source: SampleSource | undefined): boolean => source?.uri.toString() === key;
    if (!concerns(sampled?.source) && !this.keptOnes.some((each) => concerns(each.source))) return;
    const next = (source: SampleSource): SampleSource =>
      concerns(source) ? changed(source) : source;
    if (sampled !== undefined) this.sampled = { ...sampled, source: next(sampled.source) };
    this.keptOnes = this.keptOnes.map((each) => ({ ...each, source: next(each.source) }));
    this.changed.fire();
  }
}

const bothModels = ['base', 'tuned'] as const;

/** What is continued when one goes on from a continuation. */
export function sourceBehind({ source, continuation }: PlacedContinuation): SampleSource {
  const { prompt, lead } = source;
  return {
    ...source,
    lead: lead + continuation.text,
    prompt: {
      ...prompt,
      then: [...(prompt.then ?? []), ...textIds(continuation)],
      // Of the first alone: what two continuations share of a character is text of neither.
      thenText: prompt.thenText ?? continuation.text,
    },
  };
}
