import type { Continuation, SampleSet } from '../sampling/continuation';
import { fisherGreater, wilsonOfGroups, type Share } from '../stats/proportions';
import { linkage } from './linkage';
import { textIds } from './writtenTokens';

/** Continuations that are alike. */
export interface Cluster {
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
}

/** Continuations are linked whose 3-gram sets have at least this Jaccard index. */
const likeness = 0.3;

/** Tokens of a gram. */
const gramLength = 3;

/**
 * All continuations of a set, whoever wrote them, in clusters: single linkage on the Jaccard index of
 * their sets of three tokens in a row. Largest first; every continuation is in one.
 */
export function clustersOf(set: SampleSet): Cluster[] {
  const { continuations } = set;
  const texts = differentTexts(continuations);
  const sets = gramSets(texts.map(({ ids }) => ids));
  const weights = texts.map(({ writings }) => writings.length);
  const { groups, closeness } = linkage(sets, weights, likeness);
  const totals = {
    base: totalsOf(set, 'base'),
    tuned: totalsOf(set, 'tuned'),
  };
  return groups
    .map((group): Cluster => {
      const alike = group.map((text) => ({
        writings: texts[text]?.writings ?? [],
        closeness: closeness[text] ?? 0,
      }));
      const members = alike.flatMap(({ writings }) => writings).sort((a, b) => a - b);
      const share = (writer: 'base' | 'tuned'): Share =>
        wilsonOfGroups(
          countsOf(
            members.flatMap((member) => continuations[member] ?? []),
            writer,
            set,
          ),
          totals[writer],
        );
      const [base, tuned] = [share('base'), share('tuned')];
      return {
        members,
        representative: mostCentral(alike),
        prompts: promptsOf(set, members),
        tunedPrompts: promptsOf(
          set,
          members.filter((member) => continuations[member]?.writer === 'tuned'),
        ),
        base,
        tuned,
        chance: fisherGreater(tuned.count, tuned.total, base.count, base.total),
      };
    })
    .sort((a, b) => b.members.length - a.members.length);
}

function promptsOf({ continuations }: SampleSet, members: readonly number[]): number {
  return new Set(members.map((member) => continuations[member]?.prompt)).size;
}

/** Ids that were written, with the continuations that hold just these, in ascending order. */
interface DifferentText {
  readonly ids: Int32Array;
  readonly writings: number[];
}

function differentTexts(continuations: readonly Continuation[]): DifferentText[] {
  const texts = new Map<string, DifferentText>();
  continuations.forEach((continuation, index) => {
    const ids = textIds(continuation);
    const key = ids.join();
    const text = texts.get(key);
    if (text === undefined) texts.set(key, { ids, writings: [index] });
    else text.writings.push(index);
  });
  return [...texts.values()];
}

/** The first continuation that is closest to the others. */
function mostCentral(
  alike: readonly { readonly writings: readonly number[]; readonly closeness: number }[],
): number {
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
function gramSets(sequences: readonly Int32Array[]): ReadonlySet<number>[] {
  const names = new Map<string, number>();
  const nameOf = (gram: string): number => {
    const name = names.get(gram) ?? names.size;
    names.set(gram, name);
    return name;
  };
  return sequences.map((ids) => {
    const count = Math.max(1, ids.length - gramLength + 1);
    return new Set(
      Array.from({ length: count }, (_, first) =>
        nameOf(ids.subarray(first, first + gramLength).join()),
      ),
    );
  });
}
