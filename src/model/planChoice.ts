import { planSentence, threadsTogether, type ThreadPlan } from './threadPlan';

/** A plan with the reason for it, which the log gives. */
export interface ChosenPlan extends ThreadPlan {
  readonly reason: string;
}

/** A plan with the time in which both models read some tokens. */
export interface TimedPlan extends ThreadPlan {
  readonly milliseconds: number;
  /** Of all processors together, in milliseconds. */
  readonly processorTime: number;
}

/** A plan, and whether it need not be measured again. */
export interface Choice {
  readonly plan: ChosenPlan;
  readonly isSettled: boolean;
}

/** How much longer than the fastest plan another may take to be as good: less is noise. */
const noise = 0.1;

/**
 * Part of the time of one after the other that the same sessions may take side by side, where they take no
 * more of the processors' time: about half is to be expected. Memory that is too slow for both, or a core that
 * both share, would show in the processors' time.
 */
const mostSideBySide = 0.75;

/**
 * The plan with the fewest threads of those that are as good as the fastest, so that the editor and other
 * programs have the others; of several the rule's own, or else the fastest. Where the processors
 * were not free, the figures say nothing of the pair, and the rule's plan is taken.
 *
 * @param timed one plan at least
 * @param rule the plan where nothing is measured, with both models side by side
 * @param tokens that both models read
 */
export function choosePlan(timed: readonly TimedPlan[], rule: ThreadPlan, tokens: number): Choice {
  const byTime = timed.toSorted((one, other) => one.milliseconds - other.milliseconds);
  const ofRule = byTime.find((plan) => isSame(plan, rule));
  const inTurn = byTime.find((plan) => isSame(plan, { ...rule, sideBySide: false }));
  const wasBusy = ofRule !== undefined && inTurn !== undefined && lackedProcessors(ofRule, inTurn);
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

/** Whether two models waited for processors that others had, or that this process may not use. */
function lackedProcessors(sideBySide: TimedPlan, inTurn: TimedPlan): boolean {
  // Some systems tell it in steps that are longer than small models take.
  const knowsTime = inTurn.processorTime > 0;
  const slowed = knowsTime ? Math.max(1, sideBySide.processorTime / inTurn.processorTime) : 1;
  return sideBySide.milliseconds > mostSideBySide * slowed * inTurn.milliseconds;
}

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
