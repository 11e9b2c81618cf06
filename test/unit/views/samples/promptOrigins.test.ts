import { expect, it, vi } from 'vitest';
import { promptsFrom } from '../../../../src/views/samples/promptOrigins';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));

/** What is continued of the paragraphs of a document whose limit is 12 UTF-16 code units. */
function ofParagraphs(text: string): ReturnType<typeof promptsFrom> {
  const document = { uri: { path: '/texts/story.txt' }, getText: () => text };
  const targets = { document: () => Promise.resolve(document) };
  return promptsFrom('paragraphs', undefined, undefined, targets as never, {
    get: () => 12 as never,
  });
}

it('continues what stands before each paragraph', async () => {
  expect(await ofParagraphs('One.\n\nTwo.')).toEqual({
    source: 'story.txt, where its paragraphs begin',
    prompts: [
      { text: '', isDispensable: true },
      { text: 'One.\n\n', isDispensable: false },
    ],
  });
});

it('takes of a document that is too long as a whole the paragraphs that begin within the limit', async () => {
  expect(await ofParagraphs('One.\n\nTwo two two.\n\nThree.')).toEqual({
    source: 'story.txt, where its paragraphs begin within its first 12 UTF-16 code units',
    prompts: [
      { text: '', isDispensable: true },
      { text: 'One.\n\n', isDispensable: false },
    ],
  });
});

it('refuses a document in which no paragraph begins within the limit', async () => {
  await expect(ofParagraphs(`${' '.repeat(12)}One.`)).rejects.toThrow(/has no paragraph/);
});
