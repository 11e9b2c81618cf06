import type { SampleSet } from '../sampling/continuation';
import { fewestPrompts } from '../sampling/fewestPrompts';
import { logOdds, type LogOdds } from '../stats/proportions';
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
export function heldPhrases(set: SampleSet): readonly ReadonlySet<string>[] {
  const ofPrompts = set.prompts.map(({ text }) => phrasesOf(text));
  return set.continuations.map(({ text, prompt }) => {
    const held = phrasesOf(text);
    for (const phrase of ofPrompts[prompt] ?? []) held.delete(phrase);
    return held;
  });
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
export function phraseOdds(
  set: SampleSet,
  held: readonly ReadonlySet<string>[],
  chosen: readonly number[] = set.continuations.map((_, index) => index),
): PhraseOdds[] {
  const counts = new PhraseCounts(set.prompts.length);
  for (const index of chosen) {
    const continuation = set.continuations[index];
    if (continuation !== undefined) {
      counts.add(held[index] ?? new Set(), continuation.prompt, continuation.writer);
    }
  }
  return withoutParts(counts.odds()).sort(
    (a, b) => b.low - a.low || b.tunedCount - a.tunedCount || (a.phrase < b.phrase ? -1 : 1),
  );
}

type Model = 'base' | 'tuned';

/** Counts by prompt, tuned and base in one row: [tuned of prompt 0, base of prompt 0, …]. */
class PhraseCounts {
  private readonly totals: Int32Array;
  private readonly counts = new Map<string, Int32Array>();

  constructor(private readonly prompts: number) {
    this.totals = new Int32Array(2 * prompts);
  }

  add(held: ReadonlySet<string>, prompt: number, writer: Model): void {
    const cell = 2 * prompt + (writer === 'tuned' ? 0 : 1);
    this.totals[cell] = (this.totals[cell] ?? 0) + 1;
    for (const phrase of held) {
      const row = this.counts.get(phrase) ?? new Int32Array(2 * this.prompts);
      row[cell] = (row[cell] ?? 0) + 1;
      this.counts.set(phrase, row);
    }
  }

  odds(): PhraseOdds[] {
    const total = sums(this.totals);
    const odds: PhraseOdds[] = [];
    for (const [phrase, row] of this.counts) {
      const count = sums(row);
      if (count.tuned + count.base < fewestHolders) continue;
      odds.push({
        phrase,
        tunedCount: count.tuned,
        baseCount: count.base,
        tunedPrompts: row.filter((value, cell) => cell % 2 === 0 && value > 0).length,
        basePrompts: row.filter((value, cell) => cell % 2 === 1 && value > 0).length,
        ...logOdds(count.tuned, total.tuned, count.base, total.base, this.jackknife(row)),
      });
    }
    return odds;
  }

  /** The standard error from leaving out each prompt in turn; 0 where there are too few. */
  private jackknife(row: Int32Array): number {
    if (this.prompts < fewestPrompts) return 0;
    const count = sums(row);
    const total = sums(this.totals);
    const without = Array.from({ length: this.prompts }, (_, prompt) => {
      const at = (cells: Int32Array, model: number): number => cells[2 * prompt + model] ?? 0;
      return logOdds(
        count.tuned - at(row, 0),
        total.tuned - at(this.totals, 0),
        count.base - at(row, 1),
        total.base - at(this.totals, 1),
      ).logOdds;
    });
    const mean = without.reduce((sum, value) => sum + value, 0) / this.prompts;
    const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt((squares * (this.prompts - 1)) / this.prompts);
  }
}

function sums(cells: Int32Array): Record<Model, number> {
  let [tuned, base] = [0, 0];
  cells.forEach((value, cell) => {
    if (cell % 2 === 0) tuned += value;
    else base += value;
  });
  return { tuned, base };
}

/** Leaves out a phrase where a longer one that contains it has the same counts. */
function withoutParts(odds: readonly PhraseOdds[]): PhraseOdds[] {
  const parts = new Set<string>();
  const counted = new Map(odds.map((entry) => [entry.phrase, entry]));
  for (const { phrase, tunedCount, baseCount } of odds) {
    const words = phrase.split(' ');
    for (const part of [words.slice(1), words.slice(0, -1)].map((some) => some.join(' '))) {
      const shorter = counted.get(part);
      if (shorter?.tunedCount === tunedCount && shorter.baseCount === baseCount) parts.add(part);
    }
  }
  return odds.filter(({ phrase }) => !parts.has(phrase));
}
