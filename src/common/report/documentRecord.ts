import { summarize } from '../stats/summary';
import { analysesRecord, type AnalysesRecord } from './analysesRecord';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { summaryRecord, type SummaryRecord } from './summaryRecord';
import { tokenRecord, type TokenRecord } from './tokenRecord';

/** What all documents of a file share: the pair and how it was run. */
export interface HeadRecord {
  readonly formatVersion: 1;
  readonly pair: {
    readonly id: string;
    readonly name: string;
    readonly base: { readonly name: string };
    readonly tuned: { readonly name: string };
    readonly dtype: string;
    readonly vocabularySize: number;
    /** Largest probability on ids outside the common vocabulary, before renormalising. */
    readonly droppedMass: number;
    /** Largest divergence that arithmetic alone produces, in nats. */
    readonly noiseFloor: number;
    /** How far later tokens move numbers before them, in nats; 0 where arithmetic is causal. */
    readonly causality: number;
  };
  readonly settings: {
    readonly contextWindow: number;
    readonly stride: number;
    readonly topK: number;
    readonly prefix: readonly number[];
    /** Divergence in nats from which a token is divergent. */
    readonly threshold: number;
  };
}

/** One document of a file, but for its tokens. */
export interface DocumentRecord {
  readonly path: string;
  readonly utf16Length: number;
  readonly tokenCount: number;
  /** Figures of the whole, and each analysis under its own name. */
  readonly summary: SummaryRecord & AnalysesRecord;
}

/** The head of a file; all documents must be of the same pair and run. */
export function headRecord(
  documents: readonly ReportDocument[],
  { thresholdNats }: ReportOptions,
): HeadRecord {
  const [first] = documents;
  if (first === undefined) throw new Error('A report needs at least one document.');
  const { pair, settings } = first.comparison;
  return {
    formatVersion: 1,
    pair: {
      id: pair.id,
      name: pair.name,
      base: { name: pair.base.name },
      tuned: { name: pair.tuned.name },
      dtype: pair.dtype,
      vocabularySize: pair.vocabularySize,
      droppedMass: Math.max(...documents.map(({ comparison }) => comparison.pair.droppedMass)),
      noiseFloor: pair.noiseFloor,
      causality: pair.causality,
    },
    settings: {
      contextWindow: settings.contextWindow,
      stride: settings.stride,
      topK: settings.topK,
      prefix: pair.prefix,
      threshold: thresholdNats,
    },
  };
}

/** The record of one document; its tokens are beside it in {@link tokenRecords}. */
export function documentRecord(
  document: ReportDocument,
  { thresholdNats }: ReportOptions,
): DocumentRecord {
  const { comparison } = document;
  return {
    path: document.path,
    utf16Length: comparison.utf16Length,
    tokenCount: comparison.tokenCount,
    summary: {
      ...summaryRecord(summarize(comparison, thresholdNats)),
      ...analysesRecord(document),
    },
  };
}

/** A document's scored tokens: all of them, unless a range was compared or the run was cancelled. */
export function* tokenRecords(
  document: ReportDocument,
  { thresholdNats }: ReportOptions,
): Generator<TokenRecord> {
  for (let row = 0; row < document.comparison.scoredCount; row++) {
    yield tokenRecord(document, row, thresholdNats);
  }
}
