import type { Effort } from './peers.mjs';

const second = 1_000;

/** The bundled pair: small, so that long texts can be afforded. */
export const bundledEfforts: readonly Effort[] = [
  { tokens: 500, runs: 9, budget: 40 * second, longestRun: 20 * second },
  { tokens: 2_000, runs: 5, budget: 75 * second, longestRun: 40 * second },
  { tokens: 8_000, runs: 3, budget: 110 * second, longestRun: 40 * second },
  { tokens: 50_000, runs: 3, budget: 200 * second, longestRun: 100 * second },
];

/** SmolLM-135M's shape: what a real model costs, at lengths that take minutes. */
export const smollmEfforts: readonly Effort[] = [
  { tokens: 100, runs: 3, budget: 90 * second, longestRun: 60 * second },
  { tokens: 500, runs: 3, budget: 120 * second, longestRun: 60 * second },
  {
    tokens: 2_000,
    runs: 3,
    budget: 200 * second,
    longestRun: 90 * second,
    further: { id: 'torchShort', rounds: 2 },
  },
];

/**
 * Beyond its context, where each token is run twice: one run each, of whoever takes no more than a quarter of
 * an hour for it.
 */
export const smollmLongEfforts: readonly Effort[] = [8_000, 50_000].map((tokens) => ({
  tokens,
  runs: 1,
  budget: Infinity,
  longestRun: 15 * 60 * second,
}));

/** A text a length, once: whether everything runs, and agrees. */
export function rehearsal(efforts: readonly Effort[]): Effort[] {
  return efforts.slice(0, 2).map(({ tokens }) => ({
    tokens: tokens / 5,
    runs: 1,
    budget: 60 * second,
    longestRun: 60 * second,
  }));
}
