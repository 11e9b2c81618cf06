import type { Continuation, SampleSet } from '../sampling/continuation';
import { fisherGreater, wilsonOfGroups, type Share } from '../stats/proportions';
import { oneByOne, type Steps } from '../steps';
import { elsewhereOf, type Elsewhere } from './elsewhere';
import { linkage } from './linkage';
import { textIds } from './writtenTokens';

/** Continuations that are alike. */
export interface Cluster extends Elsewhere {
  /** Indices of its continuations in the set. */
  readonly members: readonly number[];
  /** The member that is most like the others. */
  readonly representative: number;
  /** Prompts that members continue. */
  readonly prompts: number;
  /** Prompts that tuned members continue. */
  readonly tunedPrompts: number;
  /** Its share of each model's continuations. */
  readonly base: Share;
  readonly tuned: Share;
  /** The chance of so many tuned members, or more, if it did not matter who writes. */
  readonly chance: number;
  /** Whether prompts share it: it is tuned's beyond chance without the prompt that has most of it, too. */
  readonly isShared: boolean;
}

/**
 * Chance below which a cluster is taken for real: with a theme's 0.025, and 0.005 of the 99 % interval
 * within prompts, 5 % together.
 */
export const clusterSignificance = 0.02;

/** Continuations are linked whose 3-gram sets have at least this Jaccard index. */
const likeness = 0.3;

/** Prompts of a cluster that take as long as a row where little is done with it. */
const promptsPerRow = 16;

/** Tokens of a gram. */
const gramLength = 3;

/**
 * All continuations of a set, whoever wrote them, in clusters: single linkage on the Jaccard index of
 * their sets of three tokens in a row. Largest first; every continuation is in one.
 */
export function* clustersOf(set: SampleSet): Steps<Cluster[]> {
  const texts = yield* differentTexts(set.continuations);
  yield;
  const sets = yield* gramSets(texts.map(({ ids }) => ids));
  yield;
  const weights = texts.map(({ writings }) => writings.length);
  const { groups, closeness } = yield* linkage(sets, weights, likeness);
  yield;
  const totals = {
    base: totalsOf(set, 'base'),
    tuned: totalsOf(set, 'tuned'),
  };
  const clusters: Cluster[] = [];
  yield* oneByOne(
    groups,
    (group) => group.length + set.prompts.length / promptsPerRow,
    (group) => {
      const alike = group.map((text) => ({
        writings: texts[text]?.writings ?? [],
        closeness: closeness[text] ?? 0,
      }));
      clusters.push(clusterOf(set, alike, totals));
    },
  );
  return clusters.sort((a, b) => b.members.length - a.members.length);
}

/** A text of a cluster: the continuations that are it, and how close it is to the others. */
interface AlikeText {
  readonly writings: readonly number[];
  readonly closeness: number;
}

function clusterOf(
  set: SampleSet,
  alike: readonly AlikeText[],
  totals: Readonly<Record<'base' | 'tuned', number[]>>,
): Cluster {
  const members = alike.flatMap(({ writings }) => writings).sort((a, b) => a - b);
  const written = members.flatMap((member) => set.continuations[member] ?? []);
  const counts = {
    base: countsOf(written, 'base', set),
    tuned: countsOf(written, 'tuned', set),
  };
  const base = wilsonOfGroups(counts.base, totals.base);
  const tuned = wilsonOfGroups(counts.tuned, totals.tuned);
  const elsewhere = elsewhereOf(counts, totals);
  return {
    members,
    representative: mostCentral(alike),
    prompts: new Set(written.map(({ prompt }) => prompt)).size,
    tunedPrompts: counts.tuned.filter((count) => count > 0).length,
    base,
    tuned,
    chance: fisherGreater(tuned.count, tuned.total, base.count, base.total),
    ...elsewhere,
    isShared: elsewhere.chanceElsewhere <= clusterSignificance,
  };
}

/** Ids that were written, with the continuations that hold just these, in ascending order. */
interface DifferentText {
  readonly ids: Int32Array;
  readonly writings: number[];
}

function* differentTexts(continuations: readonly Continuation[]): Steps<DifferentText[]> {
  const texts = new Map<string, DifferentText>();
  yield* oneByOne(
    continuations.entries(),
    ([, { ids }]) => 1 + ids.length,
    ([index, continuation]) => {
      const ids = textIds(continuation);
      const key = ids.join();
      const text = texts.get(key);
      if (text === undefined) texts.set(key, { ids, writings: [index] });
      else text.writings.push(index);
    },
  );
  return [...texts.values()];
}

/** The first continuation that is closest to the others. */
function mostCentral(alike: readonly AlikeText[]): number {
  const [first] = alike;
  const best = alike.reduce(
    (closest, text) => (text.closeness > (closest?.closeness ?? -Infinity) ? text : closest),
    first,
  );
  return best?.writings[0] ?? 0;
}

/** Continuations of each prompt by a writer. */
function totalsOf(set: SampleSet, writer: 'base' | 'tuned'): number[] {
  return countsOf(set.continuations, writer, set);
}

function countsOf(
  continuations: readonly Continuation[],
  writer: 'base' | 'tuned',
  { prompts }: SampleSet,
): number[] {
  const counts = prompts.map(() => 0);
  for (const { prompt, writer: own } of continuations) {
    if (own === writer) counts[prompt] = (counts[prompt] ?? 0) + 1;
  }
  return counts;
}

/** The different grams of each sequence, as small integers; a shorter sequence is one gram. */
function* gramSets(sequences: readonly Int32Array[]): Steps<ReadonlySet<number>[]> {
  const names = new Map<string, number>();
  const nameOf = (gram: string): number => {
    const name = names.get(gram) ?? names.size;
    names.set(gram, name);
    return name;
  };
  const sets: ReadonlySet<number>[] = [];
  yield* oneByOne(
    sequences,
    ({ length }) => 1 + length,
    (ids) => {
      const count = Math.max(1, ids.length - gramLength + 1);
      const grams = Array.from({ length: count }, (_, first) =>
        nameOf(ids.subarray(first, first + gramLength).join()),
      );
      sets.push(new Set(grams));
    },
  );
  return sets;
}
