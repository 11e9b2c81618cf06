import * as vscode from 'vscode';
import type { Comparison, TextRange } from '../common/comparison';
import type { ErrorReport } from '../common/errors';
import type { LoadingStep } from '../common/protocol/model';

/** What is happening to a document's comparison; results stay where they are in every state. */
export type RunState =
  | ({ readonly kind: 'loading' } & LoadingStep)
  | { readonly kind: 'running'; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorReport };

/** The question that a comparison answers; one of another question does not stand for it. */
export interface AskedFor {
  /** Models, dtype, context window and stride, in a form to be compared. */
  readonly scoring: string;
  /** Absent when the whole document was asked for. */
  readonly range: TextRange | undefined;
}

/** A second text scored with the same pair, shown beside the document in the overview. */
export interface ComparedText {
  readonly title: string;
  readonly comparison: Comparison;
}

/** Rows of an earlier version of a document with their spans in it as it is now; all are stale. */
export interface EarlierRows {
  readonly comparison: Comparison;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Everything views know of one document. A new object for every change; never mutated. */
export interface ComparedDocument {
  readonly uri: vscode.Uri;
  /** Version of the document that was scored. */
  readonly version: number;
  readonly state: RunState;
  /** Absent until the first run has started to score. */
  readonly comparison: Comparison | undefined;
  /** What the comparison was asked for; absent while there is none. */
  readonly asked?: AskedFor | undefined;
  /** Spans of the rows in the document as it is now, moved along with edits; UTF-16 code units. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Rows from this one on are stale: an edit came before their end. `rowCount` when none is. */
  readonly firstStaleRow: number;
  readonly against: ComparedText | undefined;
  /** What was known before, for where the comparison has no rows yet. */
  readonly earlier?: EarlierRows | undefined;
  /** The same text with prefixes that the base reads first; the one asked for last is the last. */
  readonly conditions?: readonly Comparison[] | undefined;
}

/** An entry whose run has at least started to score. */
export interface ScoredDocument extends ComparedDocument {
  readonly comparison: Comparison;
}

/** Whether there are rows to show, or will be in a moment. */
export function isScored(document: ComparedDocument | undefined): document is ScoredDocument {
  return document?.comparison !== undefined;
}

/** The one owner of results: views read it, the document comparer writes it. */
export class ComparisonStore implements vscode.Disposable {
  private readonly documents = new Map<string, ComparedDocument>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();

  /** Fires with the document whose entry was set or deleted. */
  readonly onDidChange = this.changed.event;

  get(uri: vscode.Uri): ComparedDocument | undefined {
    return this.documents.get(uri.toString());
  }

  all(): readonly ComparedDocument[] {
    return [...this.documents.values()];
  }

  set(document: ComparedDocument): void {
    this.documents.set(document.uri.toString(), document);
    this.changed.fire(document.uri);
  }

  delete(uri: vscode.Uri): void {
    if (this.documents.delete(uri.toString())) this.changed.fire(uri);
  }

  dispose(): void {
    this.documents.clear();
    this.changed.dispose();
  }
}
