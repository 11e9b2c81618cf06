import { planSentence, threadsTogether, type ThreadPlan } from './threadPlan';

/** A plan with the reason for it, which the log gives. */
export interface ChosenPlan extends ThreadPlan {
  readonly reason: string;
}

/** A plan with the time in which both models read some tokens. */
export interface TimedPlan extends ThreadPlan {
  readonly milliseconds: number;
  /** Of the model that took longer; of both where they read at the same time. */
  readonly slower: number;
}

/** A plan, and whether it need not be measured again. */
export interface Choice {
  readonly plan: ChosenPlan;
  readonly isSettled: boolean;
}

/** How much longer than the fastest plan another may take to be as good: less is noise. */
const noise = 0.1;

/**
 * How many times as long as the slower model alone both may take side by side, in the same sessions. More is
 * hardly due to memory that is too slow for both, or to a core that both share: others had the processors.
 */
const mostSlowed = 1.5;

/**
 * The plan with the fewest threads of those that are as good as the fastest, so that the editor and other
 * programs have the others; of several the rule's own, or else the fastest. Where the processors do not seem to
 * have been free, the rule's plan is taken until the pair is measured again, but for the last time.
 *
 * @param timed one plan at least
 * @param rule the plan where nothing is measured, with both models side by side
 * @param tokens that both models read
 * @param isLast whether it cannot be measured again
 */
export function choosePlan(
  timed: readonly TimedPlan[],
  rule: ThreadPlan,
  tokens: number,
  isLast: boolean,
): Choice {
  const byTime = timed.toSorted((one, other) => one.milliseconds - other.milliseconds);
  const ofRule = byTime.find((plan) => isSame(plan, rule));
  const inTurn = byTime.find((plan) => isSame(plan, { ...rule, sideBySide: false }));
  const wasBusy =
    !isLast &&
    ofRule !== undefined &&
    inTurn !== undefined &&
    ofRule.milliseconds > mostSlowed * inTurn.slower;
  const chosen = wasBusy ? ofRule : bestOf(byTime, rule);
  const others = byTime
    .filter((plan) => plan !== chosen)
    .map((plan) => `${tookOf(plan)} with ${planSentence(plan)}`);
  const figures = [`${tokens} tokens took ${tookOf(chosen)}`, ...others].join('; ');
  const { threads, sideBySide } = chosen;
  const why = wasBusy ? busyReason : whyNotFastest(byTime, chosen);
  return { plan: { threads, sideBySide, reason: figures + why }, isSettled: !wasBusy };
}

const busyReason =
  '; the processors were not free meanwhile, so that this is what is used unmeasured';

function isSame(one: ThreadPlan, other: ThreadPlan): boolean {
  return one.threads === other.threads && one.sideBySide === other.sideBySide;
}

/** @param byTime the fastest first */
function bestOf(byTime: readonly TimedPlan[], rule: ThreadPlan): TimedPlan {
  const [best] = byTime
    .filter(({ milliseconds }) => milliseconds <= (1 + noise) * (byTime[0]?.milliseconds ?? 0))
    .sort(
      (one, other) =>
        threadsTogether(one) - threadsTogether(other) ||
        Number(isSame(other, rule)) - Number(isSame(one, rule)),
    );
  if (best === undefined) throw new RangeError('No plan was measured.');
  return best;
}

/** Why a plan was chosen though another one is faster. */
function whyNotFastest([fastest]: readonly TimedPlan[], chosen: TimedPlan): string {
  if (fastest === undefined || fastest === chosen) return '';
  const fewer = threadsTogether(chosen) < threadsTogether(fastest);
  return `; within ${100 * noise} % of the fastest, ${fewer ? 'with fewer threads' : 'and what is used unmeasured'}`;
}

function tookOf({ milliseconds }: TimedPlan): string {
  return `${milliseconds.toFixed(1)} ms`;
}
