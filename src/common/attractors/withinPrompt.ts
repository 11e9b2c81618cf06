import type { ModelName, SampleSet } from '../sampling/continuation';
import { fewestPrompts } from '../sampling/fewestPrompts';
import { meanInterval, studentQuantile995 } from '../stats/meanInterval';
import type { Cluster } from './clusters';
import { leastShare } from './theme';

/**
 * How alike the continuations of one prompt are: the chance that two of them by the same model are in the
 * same cluster, whichever that is, as a mean over prompts; an unbiased estimate of Σ share² over clusters.
 */
export interface WithinPrompt {
  readonly tuned: number;
  readonly base: number;
  /** Tuned less base, prompt by prompt, with Student's interval at 95 % over prompts. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Prompts with two continuations or more by both models, and those where tuned's are more alike. */
  readonly prompts: number;
  readonly tunedPrompts: number;
  /** The chance that two tuned continuations of different prompts are in the same cluster. */
  readonly tunedAcross: number;
  /**
   * Whether prompts have attractors of their own: tuned's continuations are more alike than the base's
   * beyond a 99 % interval, at least {@link leastShare} are, and less than half as many across prompts.
   */
  readonly isOwn: boolean;
}

/** Counts pairs that are in the same cluster; undefined of fewer than five prompts with pairs. */
export function withinPromptOf(
  set: SampleSet,
  clusters: readonly Cluster[],
): WithinPrompt | undefined {
  const base = pairsOf(set, clusters, 'base');
  const tuned = pairsOf(set, clusters, 'tuned');
  const both = tuned.within.flatMap((own, prompt) => {
    const other = base.within[prompt] ?? NaN;
    return Number.isNaN(own) || Number.isNaN(other) ? [] : [{ tuned: own, base: other }];
  });
  if (both.length < fewestPrompts) return undefined;
  const differences = both.map((of) => of.tuned - of.base);
  const interval = meanInterval(differences);
  const { low: lowest = NaN } = meanInterval(differences, studentQuantile995);
  const chance = meanInterval(both.map((of) => of.tuned)).mean;
  return {
    tuned: chance,
    base: meanInterval(both.map((of) => of.base)).mean,
    difference: interval.mean,
    low: Math.max(-1, interval.low ?? NaN),
    high: Math.min(1, interval.high ?? NaN),
    prompts: both.length,
    tunedPrompts: differences.filter((difference) => difference > 0).length,
    tunedAcross: tuned.across,
    isOwn: lowest > 0 && chance >= leastShare && tuned.across < chance / 2,
  };
}

/** Shares of a model's pairs that are in the same cluster. */
interface Pairs {
  /** By prompt; NaN of one without pairs. */
  readonly within: readonly number[];
  /** Of all pairs of different prompts; NaN where there are none. */
  readonly across: number;
}

function pairsOf(set: SampleSet, clusters: readonly Cluster[], writer: ModelName): Pairs {
  const every = countsOf(
    set,
    set.continuations.map((_, index) => index),
    writer,
  );
  const possible = every.map(pairs);
  const alike = every.map(() => 0);
  let alikeOfAll = 0;
  for (const { members } of clusters) {
    const counts = countsOf(set, members, writer);
    counts.forEach((count, prompt) => (alike[prompt] = (alike[prompt] ?? 0) + pairs(count)));
    alikeOfAll += pairs(sumOf(counts));
  }
  return {
    within: alike.map((count, prompt) => count / (possible[prompt] ?? 0)),
    across: (alikeOfAll - sumOf(alike)) / (pairs(sumOf(every)) - sumOf(possible)),
  };
}

function countsOf(
  { continuations, prompts }: SampleSet,
  indices: readonly number[],
  writer: ModelName,
): number[] {
  const counts = prompts.map(() => 0);
  for (const index of indices) {
    const continuation = continuations[index];
    if (continuation?.writer !== writer) continue;
    counts[continuation.prompt] = (counts[continuation.prompt] ?? 0) + 1;
  }
  return counts;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
