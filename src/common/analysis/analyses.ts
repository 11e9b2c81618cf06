import type { Comparison } from '../comparison';
import { authorship, type Authorship } from './authorship';
import { calibration, type Calibration } from './calibration';
import { impliedReward, type ImpliedReward } from './impliedReward';
import { sharpening, type Sharpening } from './sharpening';
import { supportedUpdate, type SupportedUpdate } from './supportedUpdate';
import { twoParameterFit, type TwoParameterFit } from './twoParameterFit';

/** All analyses of the scored rows of a comparison. */
export interface Analyses {
  readonly impliedReward: ImpliedReward;
  readonly authorship: Authorship;
  readonly supportedUpdate: SupportedUpdate;
  readonly sharpening: Sharpening | undefined;
  readonly twoParameters: TwoParameterFit | undefined;
  readonly calibration: Calibration | undefined;
}

const known = new WeakMap<Comparison, Analyses>();

/**
 * The analyses of a comparison, computed once: every report and the panel show the same ones. While
 * rows are missing, differences have no bootstrap intervals, which take the most time.
 */
export function analysesOf(comparison: Comparison): Analyses {
  const before = known.get(comparison);
  if (before !== undefined) return before;
  const rows = { first: 0, end: comparison.scoredCount };
  const isWhole = comparison.scoredCount === comparison.rowCount;
  const analyses: Analyses = {
    impliedReward: impliedReward(comparison),
    authorship: authorship(comparison),
    supportedUpdate: supportedUpdate(comparison, rows),
    sharpening: sharpening(comparison, rows),
    twoParameters: twoParameterFit(comparison, rows),
    calibration: calibration(comparison, rows, isWhole),
  };
  known.set(comparison, analyses);
  return analyses;
}
