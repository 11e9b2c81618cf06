import { analysesOf } from '../analysis/analyses';
import { isCausal } from '../causality';
import { authorshipRecord, type AuthorshipRecord } from './records/authorshipRecord';
import { calibrationRecord, type CalibrationRecord } from './records/calibrationRecord';
import { conditioningRecord, type ConditioningRecord } from './records/conditioningRecord';
import { impliedRewardRecord, type ImpliedRewardRecord } from './records/impliedRewardRecord';
import { supportedUpdateRecord, type SupportedUpdateRecord } from './records/supportedUpdateRecord';
import type { ReportDocument } from './reportDocument';

/**
 * The analyses as files hold them beside the summary's figures; in nats. Null is what does not exist.
 */
export interface AnalysesRecord {
  /** Whether the pair is causal; the numbers of one that is not mean nothing. */
  readonly reliable: boolean;
  readonly impliedReward: ImpliedRewardRecord;
  readonly supportedUpdate: SupportedUpdateRecord;
  readonly calibration: CalibrationRecord | null;
  readonly authorship: AuthorshipRecord;
  readonly conditioning: ConditioningRecord | null;
}

/** The records of all analyses of a document. */
export function analysesRecord(document: ReportDocument): AnalysesRecord {
  const { comparison, text } = document;
  const analyses = analysesOf(comparison);
  return {
    reliable: isCausal(comparison.pair),
    impliedReward: impliedRewardRecord(comparison, analyses),
    supportedUpdate: supportedUpdateRecord(comparison, text, analyses),
    calibration: calibrationRecord(analyses),
    authorship: authorshipRecord(analyses),
    conditioning: conditioningRecord(document),
  };
}
