import type { Continuation, ModelName, SampleSet } from '../sampling/continuation';
import { fewestPrompts } from '../sampling/fewestPrompts';
import { byPrompt, textIds, writtenBy } from './writtenTokens';

/** How different a model's continuations are. */
export interface Diversity {
  readonly continuations: number;
  readonly tokens: number;
  /**
   * Mean entropy of a whole continuation, in nats, by prompt and then over prompts: the sum of the
   * exact entropies at every step, which is unbiased and varies less than −ln p of what was drawn.
   * Its exponential is the effective number of continuations.
   */
  readonly entropy: number;
  /**
   * From the spread of prompts, so that it speaks of others like them; of fewer than five from that of
   * continuations of the same prompt, and undefined where no prompt has two.
   */
  readonly entropyStandardError: number | undefined;
  /** Sum of all entropies over all tokens, in nats. */
  readonly entropyPerToken: number;
  /** exp of the mean entropy at each step, over the continuations that get there. */
  readonly branching: Float64Array;
  /** Continuations that get to each step. */
  readonly reaching: Int32Array;
  /** Probability of what was seen, Σ p over distinct continuations, as a mean over prompts. */
  readonly coverage: number;
  /** From the spread of prompts; undefined of fewer than five. */
  readonly coverageStandardError: number | undefined;
  /**
   * Chance that two continuations of a prompt have the same first k + 1 tokens, over all pairs, as a
   * mean over prompts with two; an unbiased estimate of Σ p². Empty where no prompt has two.
   */
  readonly collisions: Float64Array;
  /** Different runs of one, two and three tokens as shares of all; depends on how long the texts are. */
  readonly distinct: readonly [number, number, number];
}

/** How much more entropy a continuation by tuned has than one by base, in nats. */
export interface EntropyDifference {
  readonly difference: number;
  /** Of the difference by prompt, since both models continue the same; as {@link Diversity} has it. */
  readonly standardError: number | undefined;
  /** Whether the standard error is from the spread of prompts; of too few it is from that within them. */
  readonly isByPrompt: boolean;
}

/** How different the continuations of one of the models are. */
export function diversityOf(set: SampleSet, writer: ModelName): Diversity {
  const all = writtenBy(set, writer);
  const prompts = byPrompt(all, set.prompts.length).filter(({ length }) => length > 0);
  const entropies = entropiesOf(prompts, writer);
  const tokens = all.reduce((sum, { ids }) => sum + ids.length, 0);
  const { branching, reaching } = branchingOf(all, writer, set.length);
  const coverages = prompts.map((group) => coverageOf(group, writer));
  return {
    continuations: all.length,
    tokens,
    entropy: meanOf(entropies.map(meanOf)),
    entropyStandardError: standardErrorOf(entropies),
    entropyPerToken: sumOf(entropies.flat()) / tokens,
    branching,
    reaching,
    coverage: meanOf(coverages),
    coverageStandardError: ofPrompts(coverages),
    collisions: collisionsOf(prompts, set.length),
    distinct: [distinct(all, 1), distinct(all, 2), distinct(all, 3)],
  };
}

/** Compares the entropy of both models' continuations, prompt by prompt. */
export function entropyDifferenceOf(set: SampleSet): EntropyDifference {
  const by = (writer: ModelName): number[][] =>
    entropiesOf(byPrompt(writtenBy(set, writer), set.prompts.length), writer);
  const tuned = by('tuned');
  const both = by('base').flatMap((own, prompt) => {
    const other = tuned[prompt] ?? [];
    return own.length > 0 && other.length > 0 ? [[own, other] as const] : [];
  });
  const [ofBase, ofTuned] = [both.map(([own]) => own), both.map(([, other]) => other)];
  const differences = both.map(([own, other]) => meanOf(other) - meanOf(own));
  const [withinBase, withinTuned] = [standardErrorWithin(ofBase), standardErrorWithin(ofTuned)];
  const within =
    withinBase === undefined || withinTuned === undefined
      ? undefined
      : Math.hypot(withinBase, withinTuned);
  const between = ofPrompts(differences);
  return {
    difference: meanOf(differences),
    standardError: between ?? within,
    isByPrompt: between !== undefined,
  };
}

/** Entropy of each continuation, in nats, in the groups that they stand in. */
function entropiesOf(groups: readonly (readonly Continuation[])[], writer: ModelName): number[][] {
  return groups.map((group) => group.map(({ statistics }) => sumOf(statistics[writer].entropy)));
}

function branchingOf(
  all: readonly Continuation[],
  writer: ModelName,
  length: number,
): Pick<Diversity, 'branching' | 'reaching'> {
  const reaching = new Int32Array(length);
  const sums = new Float64Array(length);
  for (const { statistics } of all) {
    statistics[writer].entropy.forEach((entropy, step) => {
      sums[step] = (sums[step] ?? 0) + entropy;
      reaching[step] = (reaching[step] ?? 0) + 1;
    });
  }
  const steps = reaching.filter((count) => count > 0).length;
  const branching = sums
    .subarray(0, steps)
    .map((sum, step) => Math.exp(sum / (reaching[step] ?? 1)));
  return { branching, reaching: reaching.subarray(0, steps) };
}

/** Σ p of the distinct continuations of a prompt. */
function coverageOf(group: readonly Continuation[], writer: ModelName): number {
  const seen = new Map(
    group.map(({ ids, statistics }) => [
      ids.join(),
      Math.exp(-sumOf(statistics[writer].surprisal)),
    ]),
  );
  return sumOf([...seen.values()]);
}

/** The share of pairs with equal beginnings, by their length. */
function collisionsOf(prompts: readonly (readonly Continuation[])[], length: number): Float64Array {
  const several = prompts.filter((group) => group.length > 1);
  if (several.length === 0) return new Float64Array(0);
  return Float64Array.from({ length }, (_, step) =>
    meanOf(several.map((group) => equalPairs(group, step + 1))),
  );
}

function equalPairs(group: readonly Continuation[], tokens: number): number {
  const counts = new Map<string, number>();
  for (const { ids } of group) {
    // One that has ended equals another that ended the same way.
    const key = ids.subarray(0, tokens).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  return sumOf([...counts.values()].map(pairs)) / pairs(group.length);
}

function distinct(all: readonly Continuation[], size: number): number {
  const different = new Set<string>();
  let total = 0;
  for (const continuation of all) {
    const ids = textIds(continuation);
    for (let first = 0; first + size <= ids.length; first++) {
      different.add(ids.subarray(first, first + size).join());
      total++;
    }
  }
  return different.size / total;
}

/** The standard error of the mean over groups of group means. */
function standardErrorOf(groups: readonly (readonly number[])[]): number | undefined {
  return ofPrompts(groups.map(meanOf)) ?? standardErrorWithin(groups);
}

/** The standard error of a mean over prompts, from their spread; undefined of too few. */
function ofPrompts(values: readonly number[]): number | undefined {
  if (values.length < fewestPrompts) return undefined;
  return Math.sqrt(varianceOfMean(values));
}

/** The standard error of the mean over groups of group means, from the spread within groups. */
function standardErrorWithin(groups: readonly (readonly number[])[]): number | undefined {
  const several = groups.filter(({ length }) => length > 1);
  if (several.length === 0) return undefined;
  // Groups of one are taken to spread as the others do.
  return Math.sqrt(meanOf(several.map(varianceOfMean)) / groups.length);
}

/** The variance of the mean of two values or more. */
function varianceOfMean(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = sumOf(values.map((value) => (value - mean) ** 2));
  return squares / (values.length - 1) / values.length;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}
