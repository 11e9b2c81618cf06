import { availableParallelism } from 'node:os';
import type { AskedThreads } from '../common/protocol/model';

/** How the two models of a pair share the processor. */
export interface ThreadPlan {
  /** Threads of each model's session; 0 lets the runtime choose. */
  readonly threads: number;
  /** Whether both models run at the same time, and not one after the other. */
  readonly sideBySide: boolean;
}

/**
 * The plan where nothing was measured. Two models side by side lose less to waiting for each other than
 * the threads of one; half of many processors does most of the work, and leaves the editor the others.
 *
 * @param hasModelThreads whether each model runs in a thread of its own; without, they cannot run at the
 *   same time, but have as many threads as they would
 */
export function threadPlan(
  { threads, sideBySide }: AskedThreads,
  hasModelThreads: boolean,
  processors = availableParallelism(),
): ThreadPlan {
  const half = (total: number): number => Math.max(1, Math.floor(total / 2));
  if (!hasModelThreads) {
    return {
      threads: sideBySide === true && threads > 0 ? half(threads) : threads,
      sideBySide: false,
    };
  }
  const total = threads > 0 ? threads : processors > 2 ? Math.ceil(processors / 2) : processors;
  return (sideBySide ?? total > 1)
    ? { threads: half(total), sideBySide: true }
    : { threads: total, sideBySide: false };
}

/** Why a plan is used that was not measured, for the log. */
export function unmeasuredReason(
  { threads, sideBySide }: AskedThreads,
  hasModelThreads: boolean,
  processors = availableParallelism(),
): string {
  if (threads > 0 || sideBySide !== undefined) return 'as asked for';
  return hasModelThreads && processors === 1 ? 'one processor' : 'not measured';
}

/** Plans that share sessions of so many threads for each model. */
export interface SessionPlans {
  readonly threads: number;
  /** The first warms the sessions up. */
  readonly plans: readonly [ThreadPlan, ...ThreadPlan[]];
}

/**
 * Plans to choose from by measurement, with half the threads of the rule, as many, and twice as many where
 * there are processors for them. Two sets of sessions are enough, as the same ones run side by side and
 * one after the other.
 *
 * @param rule with both models side by side
 */
export function plansToMeasure(
  rule: ThreadPlan,
  processors = availableParallelism(),
): readonly [own: SessionPlans, other: SessionPlans] {
  const { threads } = rule;
  const all = 2 * threads;
  const inTurn = { threads: all, sideBySide: false };
  const twice = { threads: all, sideBySide: true };
  return [
    { threads, plans: [rule, { threads, sideBySide: false }] },
    { threads: all, plans: 2 * all > processors ? [inTurn] : [inTurn, twice] },
  ];
}

/** Threads of both models together, as they are asked for; 0 where the runtime chooses. */
export function threadsTogether({ threads, sideBySide }: ThreadPlan): number {
  return sideBySide ? 2 * threads : threads;
}

/** A plan in words, for the log. */
export function planSentence(plan: ThreadPlan): string {
  const how = plan.sideBySide ? 'both models at the same time' : 'one model after the other';
  return `${how} with ${threadsOfEach(plan)}`;
}

/** The threads of each model in words. */
export function threadsOfEach({ threads }: Pick<ThreadPlan, 'threads'>): string {
  if (threads === 0) return 'as many threads as the runtime chooses each';
  return `${threads} thread${threads === 1 ? '' : 's'} each`;
}
