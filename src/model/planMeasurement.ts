import type { LmSequence } from './causalLm';
import { freeMemory } from './freeMemory';
import type { Models, PairModels } from './pairModels';
import { choosePlan, type Choice, type TimedPlan } from './planChoice';
import { plansToMeasure, threadsOfEach, type SessionPlans, type ThreadPlan } from './threadPlan';

/** Times that each plan is measured, in turn, so that other programs slow all; the shortest counts. */
const mostRounds = 3;

/** Milliseconds in which the rule's plan is measured, if one round does not take longer. */
const budget = 1000;

/** What is measured, and how. */
export interface PlanMeasurement {
  /** Tokens that both models read. */
  readonly ids: Int32Array;
  /** Whether both models may be in memory twice, so that all plans are measured in turn. */
  readonly twice: boolean;
  /** Whether what is found now holds, whatever else went on meanwhile. */
  readonly isLast: boolean;
  readonly processors?: number;
  /** Milliseconds of a clock. */
  readonly now?: () => number;
}

/** Models in memory and how they share the processor. */
export interface PlannedModels extends Choice {
  readonly models: Models;
}

/**
 * Measures with how many threads both models are fastest on this machine, and whether side by side or one
 * after the other. Where they cannot be loaded or run with more threads each, what is measured is with those
 * of the rule alone.
 *
 * @param rule the plan with models side by side under which `models` are loaded
 * @param models are freed before others are loaded, unless both may be in memory twice
 * @returns the chosen plan and its models; no others are in memory
 * @throws what loading or running models with the rule's threads throws, and whatever ends their threads
 */
export async function measurePlans(
  rule: ThreadPlan,
  models: Models,
  pair: Pick<PairModels, 'load' | 'free' | 'hasThreads'>,
  { ids, twice, isLast, processors, now = () => performance.now() }: PlanMeasurement,
): Promise<PlannedModels> {
  const [own, other] = plansToMeasure(rule, processors);
  const timer = new PlanTimer(ids, now);
  const ownSet = { models, plans: own.plans };
  const timed = twice ? [] : await timer.time([ownSet]);
  if (!twice) await pair.free(models);
  let otherModels: Models | undefined;
  let problem = '';
  try {
    otherModels = await pair.load(other.threads);
    const otherSet = { models: otherModels, plans: other.plans };
    timed.push(...(await timer.time(twice ? [ownSet, otherSet] : [otherSet])));
  } catch (error) {
    // Without threads the rule is another one.
    if (!pair.hasThreads) throw error;
    problem = `; with ${threadsOfEach(other)} they cannot be run here: ${causeOf(error)}`;
    if (twice) timed.push(...(await timer.time([ownSet])));
  }
  const found = choosePlan(timed, rule, ids.length, isLast);
  const isSettled = isLast || (found.isSettled && problem === '');
  const again = isSettled ? '' : '; to be measured again when the pair is next loaded';
  const plan = { ...found.plan, reason: found.plan.reason + problem + again };
  if (otherModels !== undefined && plan.threads === other.threads) {
    await pair.free(models);
    return { plan, isSettled, models: otherModels };
  }
  if (otherModels !== undefined) await pair.free(otherModels);
  return { plan, isSettled, models: twice ? models : await pair.load(plan.threads) };
}

/** Models in memory with the plans that they can run under. */
interface PlannedSet {
  readonly models: Models;
  readonly plans: SessionPlans['plans'];
}

/** Measures plans, all of them equally often: the first reading tells how often there is time for. */
class PlanTimer {
  private rounds: number | undefined;

  constructor(
    private readonly ids: Int32Array,
    private readonly now: () => number,
  ) {}

  async time(sets: readonly PlannedSet[]): Promise<TimedPlan[]> {
    for (const { models, plans } of sets) {
      const warming = await this.read(models, plans[0]);
      const rounds = Math.floor(budget / warming.milliseconds);
      this.rounds ??= Math.max(1, Math.min(mostRounds, rounds));
    }
    const runs = sets.flatMap(({ models, plans }) =>
      plans.map((plan) => ({ models, plan, times: new Array<TimedPlan>() })),
    );
    for (let round = 0; round < (this.rounds ?? mostRounds); round++) {
      for (const { models, plan, times } of runs) times.push(await this.read(models, plan));
    }
    return runs.map(({ times }) =>
      times.reduce((least, time) => (time.milliseconds < least.milliseconds ? time : least)),
    );
  }

  /** Lets both models read the tokens. */
  private async read([base, tuned]: Models, plan: ThreadPlan): Promise<TimedPlan> {
    const { now, ids } = this;
    const started = now();
    const first = readOnce(base.start(), ids);
    if (plan.sideBySide) {
      const both = [first, readOnce(tuned.start(), ids)];
      // Where one fails, the other must not be freed while it runs.
      await Promise.allSettled(both);
      await Promise.all(both);
      const milliseconds = now() - started;
      return { ...plan, milliseconds, slower: milliseconds };
    }
    await first;
    const between = now();
    await readOnce(tuned.start(), ids);
    const ended = now();
    const slower = Math.max(between - started, ended - between);
    return { ...plan, milliseconds: ended - started, slower };
  }
}

async function readOnce(sequence: LmSequence, ids: Int32Array): Promise<void> {
  try {
    const { data } = await sequence.feed(ids);
    freeMemory([data]);
  } finally {
    sequence.dispose();
  }
}

/** What went wrong, in one line. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [line = ''] = String(cause instanceof Error ? cause.message : cause).split('\n');
  return line.replace(/\.$/, '');
}
