import type { ModelName } from '../../../src/common/sampling/continuation';
import type { Rows } from './markovSamples';

const circle = 6;

/** Circles of words that are never left. Each prompt's ways lead into three circles of its own. */
export function circles(
  prompts: number,
  ways: Readonly<Record<ModelName, readonly number[]>>,
  areShared = false,
): { readonly states: readonly string[]; readonly rows: Rows; readonly starts: readonly number[] } {
  const words = circle * 3 * (areShared ? 1 : prompts);
  const states = [
    ...Array.from({ length: prompts }, (_, prompt) => `start${prompt}`),
    ...Array.from({ length: words }, (_, word) => `w${word}`),
  ];
  const entry = (prompt: number, way: number): number =>
    prompts + circle * (3 * (areShared ? 0 : prompt) + way);
  const rows: Rows = (model, _step, from) => {
    const row = states.map(() => 0);
    if (from < prompts) {
      ways[model].forEach((chance, way) => (row[entry(from, way)] = chance));
    } else {
      const word = from - prompts;
      row[prompts + word - (word % circle) + ((word + 1) % circle)] = 1;
    }
    return row;
  };
  return { states, rows, starts: Array.from({ length: prompts }, (_, prompt) => prompt) };
}

/** The base writes any of 400 words after any other; tuned writes one text behind each prompt. */
export function collapsed(prompts: number): ReturnType<typeof circles> {
  const all = circles(prompts, { base: [1, 0, 0], tuned: [1, 0, 0] });
  const words = Array.from(
    { length: prompts + 400 },
    (_, state) => all.states[state] ?? `v${state}`,
  );
  const even = words.map((_, state) => (state < prompts ? 0 : 1 / (words.length - prompts)));
  return {
    ...all,
    states: words,
    rows: (model, step, from) => (model === 'base' ? even : all.rows(model, step, from)),
  };
}
