import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, hoverMarkdown } from '../../../src/views/hoverMarkdown';
import { makeComparison, type MadeRow } from '../support/comparisons';

const bit = Math.LN2;

const wedding: MadeRow = {
  piece: ' wedding',
  id: 7,
  contextLength: 212,
  baseSurprisal: 8 * bit,
  tunedSurprisal: 3 * bit,
  baseRank: 1038,
  tunedRank: 2,
  baseEntropy: 6.2 * bit,
  tunedEntropy: 3.9 * bit,
  js: 0.61 * bit,
  klTunedBase: 1.9 * bit,
  baseTop: [
    { id: 1, piece: ' the', probability: 0.12 },
    { id: 2, piece: '|', probability: 0.09 },
  ],
  tunedTop: [
    { id: 3, piece: ' party', probability: 0.31 },
    { id: 4, piece: '`', probability: 0.08 },
  ],
};

const comparison = makeComparison([wedding], { pair: { noiseFloor: 0.001 * bit } });
const options = { unit: 'bits', stale: false, character: ' wedding' } as const;

/** The text without the spaces that only set columns apart. */
const plain = (markdown: string): string => markdown.replaceAll(/&e[mn]sp;/g, '');

describe('hoverMarkdown', () => {
  const shown = plain(hoverMarkdown(comparison, [0], options));

  it('begins with the token, its divergence and what tuned makes of it', () => {
    expect(shown.split('\n')[0]).toBe(
      '**`␣wedding`** divergence 0.61 bits log ratio +5.0 bits (tuned favours it)',
    );
  });

  it('sets both models beside each other', () => {
    expect(shown).toContain('| probability |  | 0.39 % |  | 13 % |');
    expect(shown).toContain('| rank |  | 1,038 |  | 2 |');
    expect(shown).toContain('| entropy |  | 6.2 bits |  | 3.9 bits |');
  });

  it('lists what each would have written, as code that does not leave its cell', () => {
    expect(shown).toContain('| 1 | `␣the` | 12 % | `␣party` | 31 % |');
    expect(shown).toContain('| 2 | `\\|` | 9.0 % | `` ` `` | 8.0 % |');
  });

  it('has the base with a prefix as a third column where one was compared', () => {
    const conditioned = {
      ...makeComparison([
        {
          ...wedding,
          baseSurprisal: 4 * bit,
          baseRank: 5,
          baseEntropy: 5 * bit,
          klTunedBase: 0.7 * bit,
          baseTop: [{ id: 9, piece: ' joy', probability: 0.25 }],
        },
      ]),
      condition: { text: 'Mood: `happy`.\n', ids: [3], isSplitAlike: true },
    };
    const three = plain(hoverMarkdown(comparison, [0], { ...options, conditioned }));
    expect(three).toContain('|  | base |  | with prefix |  | tuned |  |');
    expect(three).toContain('| :- | :- | -: | :- | -: | :- | -: |');
    expect(three).toContain('| probability |  | 0.39 % |  | 6.3 % |  | 13 % |');
    expect(three).toContain('| rank |  | 1,038 |  | 5 |  | 2 |');
    expect(three).toContain('| 1 | `␣the` | 12 % | `␣joy` | 25 % | `␣party` | 31 % |');
    expect(three).toContain(
      'KL(tuned ‖ base) 1.90 bits · with prefix ``Mood: `happy`.⏎`` 0.70 bits · noise floor',
    );
  });

  it('lists three alternatives, and two where a line names a prefix, as VS Code cuts off what is below', () => {
    const top = [3, 4, 5, 6].map((id) => ({ id, piece: ` t${id}`, probability: 0.1 }));
    const long = makeComparison([{ ...wedding, baseTop: top, tunedTop: top }], { topK: 4 });
    const places = (markdown: string): string[] =>
      plain(markdown)
        .split('\n')
        .flatMap((line) => /^\| (\d) /.exec(line)?.[1] ?? []);
    expect(places(hoverMarkdown(long, [0], options))).toEqual(['1', '2', '3']);
    expect(places(hoverMarkdown(long, [0], { ...options, conditioned: long }))).toEqual(['1', '2']);
  });

  it('does not part “<” from what it is below', () => {
    const quiet = makeComparison([wedding], { pair: { noiseFloor: 1e-6 } });
    expect(hoverMarkdown(quiet, [0], options)).toContain('noise floor <&nbsp;0.001 bits');
  });

  it('ends with the direction, the noise floor of that divergence, what the pair is, and the context', () => {
    expect(shown.split('\n').at(-1)).toBe(
      'KL(tuned ‖ base) 1.90 bits · noise floor 0.004 bits · causal · context 212 tokens',
    );
  });

  it('says that its numbers are not reliable where the pair is not causal', () => {
    const leaky = makeComparison([wedding], { pair: { causality: 0.02 * bit, dtype: 'q8' } });
    expect(hoverMarkdown(leaky, [0], options)).toContain(
      'These numbers are not reliable: at dtype q8 later tokens change the numbers of earlier ones by up to 0.02 bits.',
    );
  });

  it('shows nats when they are wanted', () => {
    expect(hoverMarkdown(comparison, [0], { ...options, unit: 'nats' })).toContain(
      'divergence 0.42 nats',
    );
  });

  it('says when the numbers are of before an edit', () => {
    expect(hoverMarkdown(comparison, [0], { ...options, stale: true })).toMatch(
      /_Scored before the last edit\._$/,
    );
  });

  it('shows a block for each token of a shared character under one heading', () => {
    const shared = makeComparison([
      { ...wedding, piece: [0xe2, 0x82], id: 8, span: [0, 1] },
      { ...wedding, piece: [0xac], id: 9, span: [0, 1] },
    ]);
    const markdown = plain(hoverMarkdown(shared, [0, 1], { ...options, character: '€' }));
    expect(markdown.split('\n')[0]).toBe('`€` is 2 tokens');
    expect(markdown).toContain('**`⟨E2 82⟩`**');
    expect(markdown).toContain('**`⟨AC⟩`**');
  });
});

describe('code', () => {
  it('keeps any text in one code span', () => {
    const text = fc
      .string({ minLength: 1, unit: fc.constantFrom('`', '|', 'a', '*', '[', ']', '<', ' ') })
      .filter((value) => value.trim() !== '');
    fc.assert(
      fc.property(text, (value) => {
        const span = code(value);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, -fence.length);
        // CommonMark: a span ends at the first run of backticks as long as the one that opened it.
        const runs: readonly string[] = inside.match(/`+/g) ?? [];
        expect(runs.every((run) => run.length !== fence.length)).toBe(true);
        expect(span.endsWith(fence)).toBe(true);
        expect(inside).not.toMatch(/^`|`$/);
        expect(inside.replaceAll('\\|', '')).not.toContain('|');
      }),
    );
  });
});
