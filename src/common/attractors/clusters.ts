import type { Continuation, SampleSet } from '../sampling/continuation';
import { fisherGreater, wilsonOfGroups, type Share } from '../stats/proportions';
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
  const grams = gramSets(continuations.map(textIds));
  const likenesses = linksOf(grams);
  const groups = connected(continuations.length, likenesses);
  const totals = {
    base: totalsOf(set, 'base'),
    tuned: totalsOf(set, 'tuned'),
  };
  return groups
    .map((members): Cluster => {
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
        representative: mostCentral(members, likenesses),
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

/** Jaccard indices of the pairs that are linked, by their members. */
type Links = readonly ReadonlyMap<number, number>[];

function linksOf(sets: readonly ReadonlySet<number>[]): Links {
  const holders = new Map<number, number[]>();
  const links: Map<number, number>[] = sets.map(() => new Map<number, number>());
  sets.forEach((set, index) => {
    const shared = new Map<number, number>();
    for (const gram of set) {
      const earlier = holders.get(gram);
      if (earlier === undefined) holders.set(gram, [index]);
      else {
        for (const other of earlier) shared.set(other, (shared.get(other) ?? 0) + 1);
        earlier.push(index);
      }
    }
    for (const [other, count] of shared) {
      const jaccard = count / (set.size + (sets[other]?.size ?? 0) - count);
      if (jaccard < likeness) continue;
      links[index]?.set(other, jaccard);
      links[other]?.set(index, jaccard);
    }
  });
  return links;
}

/** The connected parts of a graph, each in ascending order. */
function connected(count: number, links: Links): number[][] {
  const seen = new Set<number>();
  const groups: number[][] = [];
  for (let start = 0; start < count; start++) {
    if (seen.has(start)) continue;
    const group: number[] = [];
    const waiting = [start];
    seen.add(start);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      group.push(next);
      for (const other of links[next]?.keys() ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        waiting.push(other);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}

function mostCentral(members: readonly number[], links: Links): number {
  const closeness = (member: number): number =>
    [...(links[member]?.values() ?? [])].reduce((sum, value) => sum + value, 0);
  return members.reduce(
    (best, member) => (closeness(member) > closeness(best) ? member : best),
    members[0] ?? 0,
  );
}
