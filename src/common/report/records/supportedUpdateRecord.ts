import { finish } from '../../steps';
import type { Analyses } from '../../analysis/analyses';
import type { FamilyFit } from '../../analysis/familyFit';
import { supportedUpdate, type SupportedUpdate } from '../../analysis/supportedUpdate';
import type { TwoParameterFit } from '../../analysis/twoParameterFit';
import type { Comparison } from '../../comparison';
import { linesOfOffsets } from '../../text/linesOfOffsets';
import { paragraphBlocks } from '../../text/textBlocks';
import { spanRecord, type SpanRecord } from './spanRecord';

/** λ* of a text or a part of it as files hold it; null is what does not exist. */
interface UpdateRecord {
  readonly tokens: number;
  readonly leftOutTokens: number;
  readonly lambda: number | null;
  readonly standardError: number | null;
  readonly robustStandardError: number | null;
  readonly intervalFrom: number | null;
  readonly intervalTo: number | null;
  readonly atEnd: FamilyFit['atEnd'] | null;
  readonly evidence: SupportedUpdate['evidence'];
}

/** The supported update as files hold it. */
export interface SupportedUpdateRecord extends UpdateRecord {
  readonly gainOverBase: number;
  readonly gainOverTuned: number;
  readonly sharpening: {
    readonly gamma: number;
    readonly share: number;
    readonly isBound: boolean;
  } | null;
  readonly twoParameters: TwoParameterFit | null;
  readonly paragraphs: readonly (SpanRecord & UpdateRecord)[];
}

/** @param text that was scored, for its paragraphs */
export function supportedUpdateRecord(
  comparison: Comparison,
  text: string,
  { supportedUpdate: update, sharpening, twoParameters }: Analyses,
): SupportedUpdateRecord {
  const starts = comparison.tokens.start.subarray(0, comparison.scoredCount);
  const blocks = paragraphBlocks(linesOfOffsets(text, starts), text);
  return {
    ...updateRecord(update),
    gainOverBase: update.gain.overBase,
    gainOverTuned: update.gain.overTuned,
    sharpening: sharpening ?? null,
    twoParameters: typeof twoParameters === 'string' ? null : twoParameters,
    paragraphs: blocks.map((block) => ({
      ...spanRecord(comparison, block),
      ...updateRecord(finish(supportedUpdate(comparison, block))),
    })),
  };
}

function updateRecord(update: SupportedUpdate): UpdateRecord {
  const { fit, robustStandardError, tokens, leftOut, evidence } = update;
  return {
    tokens,
    leftOutTokens: leftOut,
    lambda: fit?.estimate ?? null,
    standardError: fit?.standardError ?? null,
    robustStandardError: robustStandardError ?? null,
    intervalFrom: fit?.interval.from ?? null,
    intervalTo: fit?.interval.to ?? null,
    atEnd: fit?.atEnd ?? null,
    evidence,
  };
}
