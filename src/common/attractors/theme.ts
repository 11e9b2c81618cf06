import type { ModelName, SampleSet } from '../sampling/continuation';
import {
  binomialAtLeast,
  fisherGreater,
  newcombe,
  wilsonOfGroups,
  type Share,
  type ShareDifference,
} from '../stats/proportions';
import { elsewhereOf, type Elsewhere } from './elsewhere';
import { oneByOne, type Steps } from '../steps';
import { phraseOdds, type PhraseOdds } from './phraseOdds';

/** Words that the tuned model returns to. */
export interface Theme extends Elsewhere {
  /** A continuation belongs to it that holds at least one of them. */
  readonly phrases: readonly string[];
  /** Shares of the continuations that the phrases were not chosen from. */
  readonly tuned: Share;
  readonly base: Share;
  readonly difference: ShareDifference;
  /** Prompts with at least one continuation of those that belongs to it. */
  readonly tunedPrompts: number;
  readonly basePrompts: number;
  /** Prompts in which tuned holds one and the same of the phrases: most of all phrases. */
  readonly sharedPrompts: number;
  /**
   * Whether prompts share it, and not each has one of its own: one phrase is in at least half of the
   * prompts, and tuned holds the theme beyond chance without the prompt that has most of it, too.
   */
  readonly isShared: boolean;
  /** The chance of so many tuned continuations, or more, if it did not matter who writes. */
  readonly chance: number;
}

/** What looking for a theme found. */
export interface ThemeSearch {
  /** The strongest candidate; undefined where nothing came into question. */
  readonly theme: Theme | undefined;
  /** Whether it is one: more than chance, and not too rare to be called that. */
  readonly found: boolean;
  /**
   * Share of tuned continuations from which a theme that the base does not have would have been found
   * nine times out of ten; undefined where no share would have been.
   */
  readonly detectable: number | undefined;
}

/** Chance below which a theme is taken for real; half of 5 %, the other half is for clusters and prompts. */
export const significance = 0.025;

/** Share of continuations below which a phrase is a habit and not a theme. */
export const leastShare = 0.1;

/** Chance in the first half below which a phrase comes into question. */
const candidateChance = 0.05;

/** Most phrases of a theme. */
const mostPhrases = 4;

/** Candidates that a theme's further phrases are chosen from. */
const mostCandidates = 50;

/**
 * Looks for words that tuned continuations hold and base continuations do not. They are chosen on the
 * even-numbered continuations and counted on the odd-numbered ones, so that the counts owe nothing to
 * the choice: the shares have honest intervals, and there is one test, whatever the number of words.
 *
 * @param held phrases of each continuation
 */
export function* findTheme(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
): Steps<ThemeSearch> {
  const chosen = indicesOf(set, 0);
  const rest = indicesOf(set, 1);
  const odds = yield* phraseOdds(set, held, chosen);
  yield;
  const phrases = yield* choose(set, held, chosen, odds);
  yield;
  const theme = measureTheme(set, held, phrases);
  return {
    theme,
    found: theme !== undefined && theme.chance <= significance && theme.tuned.share >= leastShare,
    detectable: detectableShare({
      chosen: writtenIn(set, chosen, 'tuned'),
      chosenTuned: writtenIn(set, chosen, 'tuned'),
      chosenBase: writtenIn(set, chosen, 'base'),
      rest: writtenIn(set, rest, 'tuned'),
      restBase: writtenIn(set, rest, 'base'),
      phrases: odds.length,
      significance,
    }),
  };
}

/** The phrases of a set's strongest candidate for a theme, from its even-numbered continuations. */
export function* themePhrases(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
): Steps<string[]> {
  const chosen = indicesOf(set, 0);
  const odds = yield* phraseOdds(set, held, chosen);
  yield;
  return yield* choose(set, held, chosen, odds);
}

/** How many of the odd-numbered continuations hold phrases; undefined where there are none of either. */
export function measureTheme(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
  phrases: readonly string[],
): Theme | undefined {
  const rest = indicesOf(set, 1);
  return phrases.length === 0 || rest.length === 0 ? undefined : measure(set, held, rest, phrases);
}

function indicesOf({ continuations }: SampleSet, parity: 0 | 1): number[] {
  return continuations.flatMap(({ index }, place) => (index % 2 === parity ? [place] : []));
}

/** Continuations by a writer, of those at some places. */
function writtenIn(
  { continuations }: SampleSet,
  indices: readonly number[],
  writer: ModelName,
): number {
  return indices.filter((index) => continuations[index]?.writer === writer).length;
}

/**
 * Share of the continuations of one of several checkpoints from which words that only this one writes,
 * and never the base, would have been found nine times out of ten; undefined where no share would do.
 *
 * @param together the continuations of all of them, and the base's once
 * @param sets those of each with the base's
 * @param bound chance below which words are taken for a checkpoint's
 */
export function* detectableInOne(
  together: SampleSet,
  held: readonly ReadonlySet<string>[],
  sets: readonly SampleSet[],
  bound: number,
): Steps<number | undefined> {
  const chosen = indicesOf(together, 0);
  const { length: phrases } = yield* phraseOdds(together, held, chosen);
  yield;
  const shares = sets.map((set) => {
    const rest = indicesOf(set, 1);
    return detectableShare({
      chosen: writtenIn(set, indicesOf(set, 0), 'tuned'),
      chosenTuned: writtenIn(together, chosen, 'tuned'),
      chosenBase: writtenIn(together, chosen, 'base'),
      rest: writtenIn(set, rest, 'tuned'),
      restBase: writtenIn(set, rest, 'base'),
      phrases,
      significance: bound,
    });
  });
  return shares.reduce(
    (most, share) =>
      most === undefined || share === undefined ? undefined : Math.max(most, share),
    0,
  );
}

/** A phrase with the chance of so many tuned continuations that hold it, or one chosen before. */
interface Candidate {
  readonly phrase: string;
  readonly chance: number;
}

/** The most telling phrases: each adds more than the best of as many candidates would by chance. */
function* choose(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
  indices: readonly number[],
  odds: readonly PhraseOdds[],
): Steps<string[]> {
  const total = countsOf(set, indices, () => true);
  const chanceOf = ({ tuned, base }: Record<ModelName, number>): number =>
    fisherGreater(tuned, total.tuned, base, total.base);
  const likely: Candidate[] = [];
  yield* oneByOne(
    odds,
    // Terms of its chance.
    ({ baseCount }) => 1 + baseCount,
    ({ phrase, tunedCount: tuned, baseCount: base }) => {
      const chance = chanceOf({ tuned, base });
      if (chance <= candidateChance) likely.push({ phrase, chance });
    },
  );
  const candidates = likely.sort((a, b) => a.chance - b.chance).slice(0, mostCandidates);
  const phrases: string[] = [];
  let bound = candidateChance;
  while (phrases.length < mostPhrases) {
    yield;
    const options: Candidate[] = [];
    yield* oneByOne(
      candidates.filter(({ phrase }) => !phrases.includes(phrase)),
      () => indices.length,
      ({ phrase }) => {
        const counts = countsOf(set, indices, (index) =>
          holdsAny(held[index], [...phrases, phrase]),
        );
        options.push({ phrase, chance: chanceOf(counts) });
      },
    );
    const best = options.reduce<Candidate | undefined>(
      (found, option) => (option.chance < (found?.chance ?? Infinity) ? option : found),
      undefined,
    );
    if (best === undefined || best.chance > bound) break;
    phrases.push(best.phrase);
    bound = best.chance / candidates.length;
  }
  return phrases;
}

function measure(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
  indices: readonly number[],
  phrases: readonly string[],
): Theme {
  const belongs = indices.filter((index) => holdsAny(held[index], phrases));
  const both = (of: readonly number[]): Record<ModelName, number[]> => ({
    base: byPrompt(set, of, 'base'),
    tuned: byPrompt(set, of, 'tuned'),
  });
  const [having, totals] = [both(belongs), both(indices)];
  const tuned = wilsonOfGroups(having.tuned, totals.tuned);
  const base = wilsonOfGroups(having.base, totals.base);
  const some = (counts: readonly number[]): number => counts.filter((count) => count > 0).length;
  const tunedPrompts = some(having.tuned);
  const sharedPrompts = Math.max(
    ...phrases.map((phrase) =>
      some(
        byPrompt(
          set,
          indices.filter((index) => held[index]?.has(phrase)),
          'tuned',
        ),
      ),
    ),
  );
  const elsewhere = elsewhereOf(having, totals);
  return {
    phrases,
    tuned,
    base,
    difference: newcombe(tuned, base),
    tunedPrompts,
    basePrompts: some(having.base),
    sharedPrompts,
    ...elsewhere,
    isShared:
      sharedPrompts > 1 &&
      sharedPrompts >= tunedPrompts / 2 &&
      elsewhere.chanceElsewhere <= significance,
    chance: fisherGreater(tuned.count, tuned.total, base.count, base.total),
  };
}

function holdsAny(held: ReadonlySet<string> | undefined, phrases: readonly string[]): boolean {
  return held !== undefined && phrases.some((phrase) => held.has(phrase));
}

function countsOf(
  { continuations }: SampleSet,
  indices: readonly number[],
  counts: (index: number) => boolean,
): Record<ModelName, number> {
  const of = { base: 0, tuned: 0 };
  for (const index of indices) {
    const writer = continuations[index]?.writer;
    if (writer !== undefined && counts(index)) of[writer]++;
  }
  return of;
}

function byPrompt(set: SampleSet, indices: readonly number[], writer: ModelName): number[] {
  const counts = set.prompts.map(() => 0);
  for (const index of indices) {
    const continuation = set.continuations[index];
    if (continuation?.writer !== writer) continue;
    counts[continuation.prompt] = (counts[continuation.prompt] ?? 0) + 1;
  }
  return counts;
}

/** How often none of the phrases that mean nothing stands out more than the theme. */
const outstanding = 0.9;

/** How often a theme at the detectable share is to be found. */
const power = 0.9;

/** How many continuations a search for a theme has. */
interface SearchSize {
  /** Those for the choice that may hold it. */
  readonly chosen: number;
  /** All by tuned models and by the base that the choice is made from. */
  readonly chosenTuned: number;
  readonly chosenBase: number;
  /** Those by tuned and by the base that it is counted on. */
  readonly rest: number;
  readonly restBase: number;
  /** Phrases to choose from. */
  readonly phrases: number;
  /** Chance below which it is taken for real. */
  readonly significance: number;
}

/**
 * The share at which both halves suffice: in the first the phrase stands out from `phrases` others, in
 * the second it is confirmed and not too rare.
 */
function detectableShare(size: SearchSize): number | undefined {
  const { chosen, rest, restBase } = size;
  const enough = (total: number, base: number, chance: number): number => {
    let count = 1;
    while (count < total && fisherGreater(count, total, 0, base) > chance) count++;
    return count;
  };
  if (rest === 0 || fisherGreater(rest, rest, 0, restBase) > size.significance) return undefined;
  const standing = (1 - outstanding) / Math.max(2, size.phrases);
  const first = enough(size.chosenTuned, size.chosenBase, standing);
  const second = Math.max(enough(rest, restBase, size.significance), Math.ceil(leastShare * rest));
  for (let percent = 1; percent <= 99; percent++) {
    const share = percent / 100;
    const chance = binomialAtLeast(first, chosen, share) * binomialAtLeast(second, rest, share);
    if (chance >= power) return share;
  }
  return undefined;
}
