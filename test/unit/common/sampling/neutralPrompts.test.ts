import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { neutralPrompts } from '../../../../src/common/sampling/neutralPrompts';

/** What a search of the whole corpus found, which the project does not hold: training/README.md. */
interface UnseenRecord {
  readonly searched: Readonly<Record<string, { readonly words: number; readonly sha256: string }>>;
  readonly prompts: readonly {
    readonly prompt: string;
    readonly words: number;
    readonly occurrences: number;
    readonly longestRunWords: number;
    readonly closestEvaluationPrompt: { readonly sharedWords: number };
  }[];
}

const record = JSON.parse(readFileSync('training/results/unseen.json', 'utf8')) as UnseenRecord;

describe('the twenty neutral prompts', () => {
  it('are those that were looked for in everything the pair was trained on', () => {
    expect(record.prompts.map(({ prompt }) => prompt)).toEqual(neutralPrompts);
    expect(neutralPrompts).toHaveLength(20);
    expect(Object.keys(record.searched)).toEqual(['stories', 'books', 'docs', 'passages']);
    // Training took 3.9 million tokens of stories, and parts of the others.
    for (const { words } of Object.values(record.searched)) expect(words).toBeGreaterThan(2e6);
  });

  it.each(record.prompts.map((found) => [found.prompt, found] as const))(
    'do not occur there: %s',
    (_, { words, occurrences, longestRunWords }) => {
      expect(occurrences).toBe(0);
      // Nor with a word or two left out at an end.
      expect(longestRunWords).toBeLessThan(words - 2);
    },
  );

  it('are none of the prompts that the pair was evaluated on', () => {
    const source = readFileSync('training/steerscope_training/evaluation/neutral.py', 'utf8');
    const evaluated = Array.from(source.matchAll(/^ {4}"(.*)",$/gm), ([, prompt]) => prompt);
    expect(evaluated).toHaveLength(20);
    for (const prompt of neutralPrompts) expect(evaluated).not.toContain(prompt);
  });
});
