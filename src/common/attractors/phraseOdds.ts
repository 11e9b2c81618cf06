import type { Continuation, ModelName, SampleSet } from '../sampling/continuation';
import { fewestPrompts } from '../sampling/fewestPrompts';
import { logOdds, type LogOdds } from '../stats/proportions';
import { oneByOne, type Steps } from '../steps';
import { phrasesOf } from './phrases';

/** A word or phrase with the continuations that hold it. */
export interface PhraseOdds extends LogOdds {
  readonly phrase: string;
  readonly tunedCount: number;
  readonly baseCount: number;
  /** Prompts with at least one continuation that holds it. */
  readonly tunedPrompts: number;
  readonly basePrompts: number;
}

/**
 * What each continuation of a set holds: its words and phrases, less those of its own prompt, which it
 * may have copied.
 */
export function* heldPhrases(set: SampleSet): Steps<readonly ReadonlySet<string>[]> {
  const length = ({ text }: { readonly text: string }): number => text.length;
  const ofPrompts: ReadonlySet<string>[] = [];
  yield* oneByOne(set.prompts, length, ({ text }) => ofPrompts.push(phrasesOf(text)));
  yield;
  const held: ReadonlySet<string>[] = [];
  yield* oneByOne(set.continuations, length, (continuation) =>
    held.push(heldBy(continuation, ofPrompts[continuation.prompt] ?? new Set())),
  );
  return held;
}

/** What a continuation holds, less what its prompt does. */
export function heldBy({ text }: Continuation, ofPrompt: ReadonlySet<string>): ReadonlySet<string> {
  const held = phrasesOf(text);
  for (const phrase of ofPrompt) held.delete(phrase);
  return held;
}

/** Fewest continuations that must hold a phrase for its odds to be worth looking at. */
const fewestHolders = 2;

/**
 * The log-odds, tuned against base, of a continuation holding a phrase, for every phrase that at least
 * two hold. With five prompts or more the standard error is at least that of the jackknife over
 * prompts, so that the interval speaks of other prompts, too. Of phrases with equal counts, one of
 * which contains the other, the longer stays. The most favoured by tuned, by the interval's nearer
 * end, first.
 *
 * @param held of each continuation, as from {@link heldPhrases}
 * @param chosen indices of the continuations to look at
 */
export function* phraseOdds(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
  chosen: readonly number[] = set.continuations.map((_, index) => index),
): Steps<PhraseOdds[]> {
  const counts = new PhraseCounts(set.prompts.length);
  yield* oneByOne(
    chosen,
    (index) => held[index]?.size ?? 0,
    (index) => {
      const continuation = set.continuations[index];
      if (continuation === undefined) return;
      counts.add(held[index] ?? new Set(), continuation.prompt, continuation.writer);
    },
  );
  yield;
  const odds = yield* counts.odds();
  yield;
  const found = yield* withoutParts(odds);
  yield;
  return found.sort(
    (a, b) => b.low - a.low || b.tunedCount - a.tunedCount || (a.phrase < b.phrase ? -1 : 1),
  );
}

/** Prompts of a phrase that take as long as a row where little is done with it. */
const promptsPerRow = 64;

/** Counts by prompt, tuned and base in one row: [tuned of prompt 0, base of prompt 0, …]. */
class PhraseCounts {
  private readonly totals: Int32Array;
  /**
   * The cell of each continuation that holds a phrase; a number where that is one. Most phrases have only
   * one: with a row of their own they would take prompts × phrases.
   */
  private readonly cells = new Map<string, number | number[]>();
  /** The row of the phrase that is looked at. */
  private readonly row: Int32Array;

  constructor(private readonly prompts: number) {
    this.totals = new Int32Array(2 * prompts);
    this.row = new Int32Array(2 * prompts);
  }

  add(held: ReadonlySet<string>, prompt: number, writer: ModelName): void {
    const cell = 2 * prompt + (writer === 'tuned' ? 0 : 1);
    this.totals[cell] = (this.totals[cell] ?? 0) + 1;
    for (const phrase of held) {
      const before = this.cells.get(phrase);
      if (before === undefined) this.cells.set(phrase, cell);
      else if (typeof before === 'number') this.cells.set(phrase, [before, cell]);
      else before.push(cell);
    }
  }

  *odds(): Steps<PhraseOdds[]> {
    const total = sums(this.totals);
    const odds: PhraseOdds[] = [];
    yield* oneByOne(
      this.cells,
      ([, cells]) =>
        typeof cells === 'number' ? 1 : 1 + (this.prompts + cells.length) / promptsPerRow,
      ([phrase, cells]) => {
        if (typeof cells === 'number' || cells.length < fewestHolders) return;
        const { row } = this;
        for (const cell of cells) row[cell] = (row[cell] ?? 0) + 1;
        const count = sums(row);
        const [tunedPrompts, basePrompts] = [0, 1].map(
          (model) => new Set(cells.filter((cell) => cell % 2 === model)).size,
        );
        odds.push({
          phrase,
          tunedCount: count.tuned,
          baseCount: count.base,
          tunedPrompts: tunedPrompts ?? 0,
          basePrompts: basePrompts ?? 0,
          ...logOdds(
            count.tuned,
            total.tuned,
            count.base,
            total.base,
            this.jackknife(count, total),
          ),
        });
        for (const cell of cells) row[cell] = 0;
      },
    );
    return odds;
  }

  /** The standard error from leaving out each prompt in turn; 0 where there are too few. */
  private jackknife(count: ByModel, total: ByModel): number {
    if (this.prompts < fewestPrompts) return 0;
    const at = (cells: Int32Array, cell: number): number => cells[cell] ?? 0;
    // Prompts that do not hold it and have as many continuations leave the same.
    let same = { tuned: NaN, base: NaN, value: NaN };
    const without = Float64Array.from({ length: this.prompts }, (_, prompt) => {
      const [tuned, base] = [at(this.totals, 2 * prompt), at(this.totals, 2 * prompt + 1)];
      const [tunedHeld, baseHeld] = [at(this.row, 2 * prompt), at(this.row, 2 * prompt + 1)];
      const holds = tunedHeld > 0 || baseHeld > 0;
      if (!holds && same.tuned === tuned && same.base === base) return same.value;
      const value = logOdds(
        count.tuned - tunedHeld,
        total.tuned - tuned,
        count.base - baseHeld,
        total.base - base,
      ).logOdds;
      if (!holds) same = { tuned, base, value };
      return value;
    });
    const mean = without.reduce((sum, value) => sum + value, 0) / this.prompts;
    const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt((squares * (this.prompts - 1)) / this.prompts);
  }
}

type ByModel = Readonly<Record<ModelName, number>>;

function sums(cells: Int32Array): ByModel {
  let [tuned, base] = [0, 0];
  cells.forEach((value, cell) => {
    if (cell % 2 === 0) tuned += value;
    else base += value;
  });
  return { tuned, base };
}

/** Leaves out a phrase where a longer one that contains it has the same counts. */
function* withoutParts(odds: readonly PhraseOdds[]): Steps<PhraseOdds[]> {
  const one = (): number => 1;
  const counted = new Map<string, PhraseOdds>();
  yield* oneByOne(odds, one, (entry) => counted.set(entry.phrase, entry));
  yield;
  const parts = new Set<string>();
  yield* oneByOne(odds, one, ({ phrase, tunedCount, baseCount }) => {
    const words = phrase.split(' ');
    for (const part of [words.slice(1), words.slice(0, -1)].map((some) => some.join(' '))) {
      const shorter = counted.get(part);
      if (shorter?.tunedCount === tunedCount && shorter.baseCount === baseCount) parts.add(part);
    }
  });
  return odds.filter(({ phrase }) => !parts.has(phrase));
}
