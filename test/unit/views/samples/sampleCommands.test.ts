import { expect, it, vi } from 'vitest';
import { SampleCommands } from '../../../../src/views/samples/sampleCommands';
import { makeComparison } from '../../support/comparisons';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));

/** Tries the other token at a row of a document whose limit is 12 UTF-16 code units. */
async function tryAt(row: number): Promise<unknown> {
  const pieces = ['one', ' two', '\n', 'three', ' four'];
  const comparison = makeComparison(pieces.map((piece) => ({ piece, js: 0.1 })));
  const { start: starts, end: ends } = comparison.tokens;
  const entry = { comparison, version: 1, starts, ends };
  const document = { uri: {}, version: 1, getText: () => pieces.join('') };
  const sample = vi.fn();
  const commands = new SampleCommands(
    { get: () => entry } as never,
    {} as never,
    { sample } as never,
    { editor: () => Promise.resolve({ document }) } as never,
    {} as never,
    { showSection: () => undefined },
    { get: () => 12 } as never,
  );
  await commands.tryAlternative(undefined, row, comparison.tokens.id[0]);
  return sample.mock.calls[0]?.[0];
}

it('tries another token near the beginning of a document that is too long as a whole', async () => {
  expect(await tryAt(1)).toMatchObject({
    before: 'one',
    lead: 'one',
    replaces: ' two',
    prompt: { text: 'one two\n', tokens: 1 },
  });
});

it('refuses one beyond the limit by the length of the text before its end', async () => {
  await expect(tryAt(4)).rejects.toThrow(/^The text to continue has 18 .* nearer the beginning/);
});
