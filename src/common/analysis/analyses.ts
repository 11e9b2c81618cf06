import { isWhole, type Comparison } from '../comparison';
import { finish, type Steps } from '../steps';
import { authorshipInSteps, type Authorship } from './authorship';
import { calibration, type Calibration } from './calibration';
import { impliedRewardInSteps, type ImpliedReward } from './impliedReward';
import { sharpening, type Sharpening } from './sharpening';
import { supportedUpdate, type SupportedUpdate } from './supportedUpdate';
import { twoParameterFit, type NoTwoParameterFit, type TwoParameterFit } from './twoParameterFit';

/** All analyses of the scored rows of a comparison. */
export interface Analyses {
  readonly impliedReward: ImpliedReward;
  readonly authorship: Authorship;
  readonly supportedUpdate: SupportedUpdate;
  readonly sharpening: Sharpening | undefined;
  readonly twoParameters: TwoParameterFit | NoTwoParameterFit;
  readonly calibration: Calibration | undefined;
}

const known = new WeakMap<Comparison, Analyses>();

/**
 * The analyses of a comparison, computed once: every report and the panel show the same ones. While
 * rows are missing, differences have no bootstrap intervals, which take the most time.
 */
export function analysesOf(comparison: Comparison): Analyses {
  return known.get(comparison) ?? finish(analyse(comparison));
}

/** {@link analysesOf} in steps. */
export function* analyse(comparison: Comparison): Steps<Analyses> {
  const before = known.get(comparison);
  if (before !== undefined) return before;
  const rows = { first: 0, end: comparison.scoredCount };
  const reward = yield* impliedRewardInSteps(comparison);
  yield;
  const author = yield* authorshipInSteps(comparison, reward);
  yield;
  const analyses: Analyses = {
    impliedReward: reward,
    authorship: author,
    supportedUpdate: yield* supportedUpdate(comparison, rows),
    sharpening: yield* sharpening(comparison, rows),
    twoParameters: yield* twoParameterFit(comparison, rows),
    calibration: yield* calibration(comparison, rows, isWhole(comparison)),
  };
  known.set(comparison, analyses);
  return analyses;
}
