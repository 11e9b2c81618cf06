import { oneByOne, type Steps } from '../steps';

/** Items in groups, and how close each is to the rest of its group. */
export interface Linkage {
  /** Each in ascending order, by first members. */
  readonly groups: readonly (readonly number[])[];
  /** Sum of an item's Jaccard indices with the others that it is linked with. */
  readonly closeness: Float64Array;
}

/** Earlier sets that a set is compared with that take as long as a row where little is done with it. */
const setsPerRow = 64;

/**
 * Single linkage: sets whose Jaccard index is at least a bound are linked. Links are counted and
 * forgotten, so that memory grows with the sets and not with their pairs.
 *
 * @param weights how many items each set stands for; these are alike and linked with each other
 */
export function* linkage(
  sets: readonly ReadonlySet<number>[],
  weights: readonly number[],
  bound: number,
): Steps<Linkage> {
  const groups = new UnionFind(sets.length);
  const closeness = Float64Array.from(weights, (weight) => weight - 1);
  const holders = new Map<number, number[]>();
  const shared = new Int32Array(sets.length);
  const rows = ([index, set]: [number, ReadonlySet<number>]): number =>
    set.size + index / setsPerRow;
  yield* oneByOne(sets.entries(), rows, ([index, set]) => {
    shared.fill(0, 0, index);
    for (const element of set) {
      const earlier = holders.get(element);
      if (earlier === undefined) holders.set(element, [index]);
      else {
        for (const other of earlier) shared[other] = (shared[other] ?? 0) + 1;
        earlier.push(index);
      }
    }
    for (let other = 0; other < index; other++) {
      const count = shared[other] ?? 0;
      if (count === 0) continue;
      const jaccard = count / (set.size + (sets[other]?.size ?? 0) - count);
      if (jaccard < bound) continue;
      groups.join(index, other);
      closeness[index] = (closeness[index] ?? 0) + jaccard * (weights[other] ?? 0);
      closeness[other] = (closeness[other] ?? 0) + jaccard * (weights[index] ?? 0);
    }
  });
  return { groups: groups.all(), closeness };
}

/** Disjoint groups that are joined two at a time (Galler and Fischer 1964). */
class UnionFind {
  private readonly parents: Int32Array;

  constructor(count: number) {
    this.parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  join(one: number, other: number): void {
    const [first, second] = [this.rootOf(one), this.rootOf(other)];
    // The smaller index is the root, so that groups stand in the order of their first members.
    this.parents[Math.max(first, second)] = Math.min(first, second);
  }

  all(): number[][] {
    const groups = new Map<number, number[]>();
    this.parents.forEach((_, index) => {
      const root = this.rootOf(index);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [index]);
      else group.push(index);
    });
    return [...groups.values()];
  }

  private rootOf(index: number): number {
    let at = index;
    for (let up = this.parents[at] ?? at; up !== at; up = this.parents[at] ?? at) {
      // Path halving.
      this.parents[at] = this.parents[up] ?? up;
      at = this.parents[at] ?? at;
    }
    return at;
  }
}
