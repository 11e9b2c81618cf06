import { describe, expect, it } from 'vitest';
import type { Comparison, Condition } from '../../../../src/common/comparison';
import { analysisSections } from '../../../../src/common/sections/analysisSections';
import { conditioningSection } from '../../../../src/common/sections/conditioningSection';
import { prefixText } from '../../../../src/common/sections/conditioningSentences';
import { sectionInput } from '../../../../src/common/sections/sectionInput';
import { makeComparison } from '../../support/comparisons';

const bit = Math.LN2;

function withKl(bits: number, count = 200): Comparison {
  return makeComparison(
    Array.from({ length: count }, (_, row) => ({
      piece: 'rain ',
      klTunedBase: (bits + (row % 5) / 100) * bit,
      contextLength: 8 + row,
    })),
  );
}

const withPrefix = (text: string, bits: number, more: Partial<Condition> = {}): Comparison => ({
  ...withKl(bits),
  condition: { text, ids: [1], isSplitAlike: true, ...more },
});

const text = 'rain '.repeat(200);
const plain = withKl(1);

const section = (...conditions: Comparison[]) =>
  conditioningSection(sectionInput(plain, text, 'bits', conditions));

describe('the section', () => {
  it('says what could be done where no prefix is compared, and is in no report then', () => {
    expect(section().finding).toMatch(/^No prefix is compared yet:/);
    expect(section().command?.label).toBe('Compare with a Prefix…');
    const reports = analysisSections(sectionInput(plain, text, 'bits')).map(({ id }) => id);
    expect(reports).not.toContain('conditioning');
  });

  it('says how much a prefix explains, with its interval and both divergences', () => {
    expect(section(withPrefix('Mood: happy.\n\n', 0.5)).finding).toMatch(
      /^The prefix “\u2068Mood: happy\.⏎⏎\u2069” explains 49 % of the tuned model’s shift \(95 % interval 49 % to 49 %\)\. KL\(tuned ‖ base\) is 1\.02 bits per token over 200 tokens \(noise floor 0\.01 bits\), and 0\.52 with the prefix\.$/,
    );
  });

  it('says that a prefix leads away, and that there is no evidence', () => {
    expect(section(withPrefix('Sad.', 1.5)).finding).toContain(
      'explains none of the tuned model’s shift, it leads away from it: its share is −49 %',
    );
    expect(section(withPrefix('Sad.', 1)).finding).toMatch(
      /^There is no evidence that the prefix “\u2068Sad\.\u2069” explains any of the tuned model’s shift: its share is 0 %/,
    );
  });

  it('says that there is no shift where the divergence is within the noise, and how much that is', () => {
    // Below four times the noise floor, which is one of Jensen-Shannon.
    const row = { piece: 'rain ', klTunedBase: 0.004 * bit, contextLength: 20 };
    const alike = makeComparison(Array.from({ length: 200 }, () => row));
    const condition = { text: 'Sad.', ids: [1], isSplitAlike: true };
    const input = sectionInput(alike, text, 'bits', [{ ...alike, condition }]);
    expect(conditioningSection(input).finding).toBe(
      'No evidence about “\u2068Sad.\u2069”: the two models predict this text alike, so that there is no shift to explain (KL(tuned ‖ base) 0.004 bits per token, noise floor 0.01 bits).',
    );
  });

  it('names that of several with the largest share, and lists it first', () => {
    const report = section(
      withPrefix('one', 0.9),
      withPrefix('two', 0.2),
      withPrefix('three', 1.5),
    );
    expect(report.finding).toContain(
      'Of the 3 prefixes compared “\u2068two\u2069” has the largest share, 78 %; the shares may be of different tokens.',
    );
    const [prefixes] = report.views[0]?.tables ?? [];
    expect(prefixes?.rows.map(({ cells }) => cells.slice(0, 2))).toEqual([
      ['two', '78 %'],
      ['one', '10 %'],
      ['three', '−49 %'],
    ]);
  });

  it('says where prefix and text would be split otherwise as one text', () => {
    expect(section(withPrefix('Moo', 0.5, { isSplitAlike: false })).caveat).toContain(
      'as one text they would be split otherwise',
    );
    expect(section(withPrefix('Mood', 0.5)).caveat).not.toContain('split');
  });

  it('shows no share of a pair that is not causal', () => {
    const other = { ...plain, pair: { ...plain.pair, causality: 0.1 } };
    const report = conditioningSection(
      sectionInput(other, text, 'bits', [withPrefix('Mood: happy.', 0.5)]),
    );
    expect(report.finding).toMatch(/^These numbers are not reliable/);
    expect(report.views).toEqual([]);
  });

  it('leads from tokens to their place', () => {
    const tables = section(withPrefix('Mood: happy.', 0.5)).views[0]?.tables ?? [];
    expect(tables[1]?.rows.every(({ target }) => target !== undefined)).toBe(true);
  });
});

it('a long prefix is cut, and no sign of it acts', () => {
  const shown = prefixText({ text: `a\u202eb ${'c'.repeat(80)}`, ids: [1], isSplitAlike: true });
  expect(shown).toMatch(/^a⟨U\+202E⟩b c+…$/);
  expect(Array.from(shown)).toHaveLength(48);
});
