import type { CausalLm, LmSequence } from './causalLm';
import { freeMemory } from './freeMemory';
import { planSentence, type ThreadPlan } from './threadPlan';

/** A plan with the reason for it, which the log gives. */
export interface ChosenPlan extends ThreadPlan {
  readonly reason: string;
}

/** Both models of a pair. */
export type Models = readonly [base: CausalLm, tuned: CausalLm];

/**
 * Times that each plan is measured after one run that warms it up, in turn, so that other programs slow
 * both; the shortest counts.
 */
const rounds = 3;

/** Part of the time that another plan must save to be chosen: less is noise. */
const worthwhile = 0.1;

/** The other way to use the same threads: all of them for one model, and then for the other. */
function otherPlan({ threads }: ThreadPlan): ThreadPlan {
  return { threads: 2 * threads, sideBySide: false };
}

/**
 * Measures whether both models are faster side by side or one after the other on this machine.
 *
 * @param rule the plan with models side by side under which `models` are loaded
 * @param load loads both models once more, with so many threads each
 * @param ids tokens that they read
 * @param now milliseconds of a clock
 * @returns the faster plan with its models; the others are freed
 */
export async function fasterPlan(
  rule: ThreadPlan,
  models: Models,
  load: (threads: number) => Promise<Models>,
  ids: Int32Array,
  now = (): number => performance.now(),
): Promise<{ readonly plan: ChosenPlan; readonly models: Models }> {
  const other = otherPlan(rule);
  const otherModels = await load(other.threads);
  let [milliseconds, otherMilliseconds] = [Infinity, Infinity];
  for (let round = 0; round <= rounds; round++) {
    const time = await readingTime(models, rule, ids, now);
    const otherTime = await readingTime(otherModels, other, ids, now);
    if (round === 0) continue;
    milliseconds = Math.min(milliseconds, time);
    otherMilliseconds = Math.min(otherMilliseconds, otherTime);
  }
  const isOther = otherMilliseconds < (1 - worthwhile) * milliseconds;
  for (const model of isOther ? models : otherModels) await model.dispose();
  const took = (time: number): string => `${time.toFixed(1)} ms`;
  const [plan, time, rejected, rejectedTime] = isOther
    ? [other, otherMilliseconds, rule, milliseconds]
    : [rule, milliseconds, other, otherMilliseconds];
  const reason = `${ids.length} tokens took ${took(time)}, and ${took(rejectedTime)} with ${planSentence(rejected)}`;
  return { plan: { ...plan, reason }, models: isOther ? otherModels : models };
}

/** Milliseconds in which both models have read the tokens. */
async function readingTime(
  models: Models,
  { sideBySide }: ThreadPlan,
  ids: Int32Array,
  now: () => number,
): Promise<number> {
  const started = now();
  if (sideBySide) await Promise.all(models.map((model) => read(model.start(), ids)));
  else for (const model of models) await read(model.start(), ids);
  return now() - started;
}

async function read(sequence: LmSequence, ids: Int32Array): Promise<void> {
  try {
    const { data } = await sequence.feed(ids);
    freeMemory([data]);
  } finally {
    sequence.dispose();
  }
}
