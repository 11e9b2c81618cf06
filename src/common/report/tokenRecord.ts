import { logRatio } from '../comparison';
import type { ModelColumns } from '../statisticsColumns';
import { isDivergent } from '../divergent';
import { decodePiece } from '../text/tokenText';
import type { ReportDocument } from './reportDocument';

/** A token's text as files hold it. */
export interface PieceRecord {
  /** Bytes that are not whole characters read U+FFFD here. */
  readonly text: string;
  /** Only where the text is not the whole truth: the token's bytes in hexadecimal. */
  readonly bytes?: string;
}

export interface AlternativeRecord extends PieceRecord {
  readonly id: number;
  readonly probability: number;
}

export interface ModelRecord {
  readonly surprisal: number;
  readonly entropy: number;
  readonly varentropy: number;
  readonly rank: number;
  /** Most probable first. */
  readonly top: readonly AlternativeRecord[];
}

/** One token of the file formats; log quantities in nats. */
export interface TokenRecord extends PieceRecord {
  /** Place among the tokens of the whole text, from 0. */
  readonly index: number;
  /** UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly id: number;
  readonly contextLength: number;
  readonly base: ModelRecord;
  readonly tuned: ModelRecord;
  readonly logRatio: number;
  readonly klTunedBase: number;
  readonly klBaseTuned: number;
  readonly js: number;
  readonly tv: number;
  /** Variance of the log ratio under each model's own distribution, in nats². */
  readonly logRatioVarianceTuned: number;
  readonly logRatioVarianceBase: number;
  readonly divergent: boolean;
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a token's bytes, with the bytes themselves where they are not whole characters. */
export function pieceRecord(bytes: Uint8Array): PieceRecord {
  const text = decodePiece(bytes);
  if (text !== undefined) return { text };
  const hexadecimal = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { text: lenient.decode(bytes), bytes: hexadecimal };
}

/** The record of one row. */
export function tokenRecord(
  { text, comparison }: ReportDocument,
  row: number,
  thresholdNats: number,
): TokenRecord {
  const { tokens, base, tuned, divergence, pieces, settings } = comparison;
  const at = (column: Float64Array | Int32Array): number => column[row] ?? 0;
  const pieceOf = (id: number): PieceRecord => pieceRecord(pieces.get(id) ?? new Uint8Array());
  const model = (columns: ModelColumns): ModelRecord => ({
    surprisal: at(columns.surprisal),
    entropy: at(columns.entropy),
    varentropy: at(columns.varentropy),
    rank: at(columns.rank),
    top: Array.from({ length: settings.topK }, (_, place) => {
      const id = columns.topIds[row * settings.topK + place] ?? 0;
      const probability = columns.topProbabilities[row * settings.topK + place] ?? 0;
      return { id, ...pieceOf(id), probability };
    }),
  });
  const id = at(tokens.id);
  const start = at(tokens.start);
  const end = at(tokens.end);
  return {
    index: comparison.firstToken + row,
    start,
    end,
    id,
    ...withSurrogates(pieceOf(id), text.slice(start, end)),
    contextLength: at(tokens.contextLength),
    base: model(base),
    tuned: model(tuned),
    logRatio: logRatio(comparison, row),
    klTunedBase: at(divergence.klTunedBase),
    klBaseTuned: at(divergence.klBaseTuned),
    js: at(divergence.js),
    tv: at(divergence.tv),
    logRatioVarianceTuned: at(divergence.logRatioVarianceTuned),
    logRatioVarianceBase: at(divergence.logRatioVarianceBase),
    divergent: isDivergent(comparison, row, thresholdNats),
  };
}

/** Tokenizers see U+FFFD in place of a lone surrogate; the record has what the text has. */
function withSurrogates(piece: PieceRecord, covered: string): PieceRecord {
  const seen = covered.replace(/\p{Surrogate}/gu, '\ufffd');
  return piece.bytes === undefined && seen === piece.text ? { text: covered } : piece;
}
