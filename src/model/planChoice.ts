import { planSentence, threadsTogether, type ThreadPlan } from './threadPlan';

/** A plan with the reason for it, which the log gives. */
export interface ChosenPlan extends ThreadPlan {
  readonly reason: string;
}

/** A plan with the milliseconds in which both models read some tokens. */
export interface TimedPlan extends ThreadPlan {
  readonly milliseconds: number;
}

/** How much longer than the fastest plan another may take to be as good: less is noise. */
const noise = 0.1;

/**
 * The plan with the fewest threads of those that are as good as the fastest, so that the editor and other
 * programs have the others; of several the rule's own, or else the fastest.
 *
 * @param timed one plan at least
 * @param rule the plan where nothing is measured
 * @param tokens that both models read
 */
export function choosePlan(
  timed: readonly TimedPlan[],
  rule: ThreadPlan,
  tokens: number,
): ChosenPlan {
  const isRule = ({ threads, sideBySide }: ThreadPlan): boolean =>
    threads === rule.threads && sideBySide === rule.sideBySide;
  const byTime = timed.toSorted((one, other) => one.milliseconds - other.milliseconds);
  const [fastest] = byTime;
  const [chosen] = byTime
    .filter(({ milliseconds }) => milliseconds <= (1 + noise) * (fastest?.milliseconds ?? 0))
    .sort(
      (one, other) =>
        threadsTogether(one) - threadsTogether(other) ||
        Number(isRule(other)) - Number(isRule(one)),
    );
  if (fastest === undefined || chosen === undefined) throw new RangeError('No plan was measured.');
  const others = byTime
    .filter((plan) => plan !== chosen)
    .map((plan) => `${tookOf(plan)} with ${planSentence(plan)}`);
  const figures = [`${tokens} tokens took ${tookOf(chosen)}`, ...others].join('; ');
  const { threads, sideBySide } = chosen;
  return { threads, sideBySide, reason: figures + whyNot(fastest, chosen) };
}

/** Why a plan was chosen though another one is faster. */
function whyNot(fastest: TimedPlan, chosen: TimedPlan): string {
  if (fastest === chosen) return '';
  const fewer = threadsTogether(chosen) < threadsTogether(fastest);
  return `; within ${100 * noise} % of the fastest, ${fewer ? 'with fewer threads' : 'and what is used unmeasured'}`;
}

function tookOf({ milliseconds }: TimedPlan): string {
  return `${milliseconds.toFixed(1)} ms`;
}
