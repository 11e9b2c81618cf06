import { describe, expect, it } from 'vitest';
import { analysesOf, type Analyses } from '../../../../src/common/analysis/analyses';
import type { UpdateEvidence } from '../../../../src/common/analysis/supportedUpdate';
import type { NoTwoParameterFit } from '../../../../src/common/analysis/twoParameterFit';
import { authorshipSection } from '../../../../src/common/sections/authorshipSection';
import { impliedRewardSection } from '../../../../src/common/sections/impliedRewardSection';
import { powerRows, powerSentence } from '../../../../src/common/sections/powerOfBase';
import { sectionInput } from '../../../../src/common/sections/sectionInput';
import { supportedUpdateSection } from '../../../../src/common/sections/supportedUpdateSection';
import {
  twoParameterRows,
  twoParameterSentence,
} from '../../../../src/common/sections/twoParameterSentence';
import { updateSentence } from '../../../../src/common/sections/updateSentences';
import { markovText } from '../../support/markovTexts';
import { predictedComparison } from '../../support/predictedComparison';
import { finish } from '../../../../src/common/steps';

/** The log ratio of the second id to the first is −0.5 under base and 0.5 under tuned. */
const base = [0, -0.5];
const tuned = [0, 0.5];

/** A text of which a share `1 / (1 + e^(0.5 − λ))`, evenly spread, is the second id: λ* is about λ. */
function textAt(lambda: number, count: number) {
  const share = 1 / (1 + Math.exp(0.5 - lambda));
  return predictedComparison(
    Array.from({ length: count }, (_, row) => ({
      base,
      tuned,
      target: Math.round((row + 1) * share) - Math.round(row * share),
    })),
  );
}

function sectionAt(lambda: number, count: number) {
  const comparison = textAt(lambda, count);
  const section = finish(
    supportedUpdateSection(sectionInput(comparison, 'x'.repeat(count), 'nats')),
  );
  const [likelihood, paragraphs] = section.views;
  const cells = new Map(
    likelihood?.tables[0]?.rows.map(({ cells: [name = '', value = ''] }) => [name, value]),
  );
  const plot = likelihood?.plots[0]?.plot;
  const rules = plot?.layers.flatMap((layer) => (layer.kind === 'rule' ? [layer.label] : []));
  return { ...section, comparison, cells, plot, rules, paragraphs };
}

describe('a long text that both models predict alike', () => {
  it('is no evidence in any section', () => {
    const comparison = predictedComparison(
      Array.from({ length: 2000 }, (_, row) => ({
        base: [0, 0],
        tuned: [0, 0.145],
        target: row % 2,
      })),
    );
    const input = sectionInput(comparison, 'x'.repeat(2000), 'nats');
    const reason =
      'the two models predict this text alike, mean KL(tuned ‖ base) being within the noise floor.';
    expect(finish(supportedUpdateSection(input)).finding).toContain(`No evidence: ${reason}`);
    expect(authorshipSection(input)).toMatchObject({
      finding: `No evidence: ${reason}`,
      views: [],
    });
    expect(finish(impliedRewardSection(input)).finding).toContain(
      `No evidence of whose text would add up to that: ${reason}`,
    );
  });
});

describe('the section on the supported update', () => {
  it.each<[UpdateEvidence, lambda: number, count: number, finding: string]>([
    [
      'none',
      0.5,
      8,
      'No evidence: the two models are too alike here, or there is too little text (standard error 0.7).',
    ],
    [
      'undecided',
      0.5,
      32,
      'This text supports 0.5 ± 0.4 of the update: both none and all of it are within two standard errors.',
    ],
    [
      'against',
      -0.7,
      300,
      'This text supports −0.7 ± 0.1 of the update: it goes against the update, for which the tuned model is over-updated.',
    ],
    [
      'unsupported',
      0,
      300,
      'This text supports 0.0 ± 0.1 of the update, which is not more than none by two standard errors: the tuned model is over-updated for it.',
    ],
    [
      'over',
      0.5,
      300,
      'This text supports 0.5 ± 0.1 of the update: the tuned model is over-updated for it.',
    ],
    [
      'supported',
      1,
      300,
      'This text supports 1.0 ± 0.1 of the update: all of it, as far as the standard error tells.',
    ],
    [
      'under',
      2,
      300,
      'This text supports 2.0 ± 0.1 of the update: the tuned model is under-updated for it.',
    ],
    [
      'under',
      9,
      300,
      'This text supports 3 or more of the update: the tuned model is under-updated for it.',
    ],
  ])('says what is %s, of a text at λ %f of %i tokens', (evidence, lambda, count, sentence) => {
    const { comparison, finding } = sectionAt(lambda, count);
    const update = analysesOf(comparison).supportedUpdate;
    expect(update.evidence).toBe(evidence);
    expect(updateSentence(update)).toBe(sentence);
    expect(finding.startsWith(`${sentence} `)).toBe(true);
  });

  it('shows no λ* where there is no evidence of it', () => {
    const { cells, plot, rules } = sectionAt(0, 8);
    expect(cells.get('λ*')).toBe('no evidence');
    expect(cells.get('95 % likelihood interval')).toMatch(/^−1 or less to \d\.\d\d$/);
    expect(rules).toEqual(['base', 'tuned']);
    expect(plot?.description).toContain('λ*: no evidence.');
  });

  it('shows λ* and its interval as far as the grid goes', () => {
    const inside = sectionAt(0.5, 300);
    expect(inside.cells.get('λ*')).toBe('0.5 ± 0.1');
    expect(inside.cells.get('95 % likelihood interval')).toBe('0.27 to 0.73');
    expect(inside.rules).toEqual(['base', 'tuned', 'λ*']);
    const beyond = sectionAt(9, 300);
    expect(beyond.cells.get('λ*')).toBe('3 or more');
    expect(beyond.cells.get('95 % likelihood interval')).toMatch(/^\d\.\d\d to 3 or more$/);
    expect(beyond.rules).toEqual(['base', 'tuned', 'λ* or more']);
  });

  it('has the interval of each paragraph', () => {
    const { paragraphs } = sectionAt(0.5, 300);
    const [table] = paragraphs?.tables ?? [];
    const place = table?.columns.findIndex(({ title }) => title === '95 % likelihood interval');
    expect(table?.rows.map(({ cells }) => cells[place ?? -1])).toEqual(['0.27 to 0.73']);
  });

  it('draws paragraphs from typed arrays, which a message takes as they are', () => {
    const { paragraphs } = sectionAt(0.5, 300);
    const layers = paragraphs?.plots[0]?.plot.layers ?? [];
    const drawn = layers.filter((layer) => layer.kind === 'line' || layer.kind === 'points');
    expect(drawn.map(({ x, y }) => [ArrayBuffer.isView(x), ArrayBuffer.isView(y)])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('says of how many paragraphs there is evidence, and draws no chart of none', () => {
    const viewOf = (first: number, rest: number) => {
      const text = `${'x'.repeat(first)}\n\n${'x'.repeat(rest)}`;
      const input = sectionInput(textAt(0.5, text.length), text, 'nats');
      return finish(supportedUpdateSection(input)).views[1];
    };
    const some = viewOf(8, 290);
    expect(some?.finding).toBe(
      'Of 1 of 2 paragraphs there is evidence; the others are only in the table.',
    );
    expect(some?.plots).toHaveLength(1);
    expect(viewOf(8, 8)?.plots).toEqual([]);
    expect(viewOf(290, 290)?.finding).toBeUndefined();
  });

  it('states the fit of two parameters no more exactly than it is', () => {
    const { comparison } = markovText({ lambda: 0.5 }, 7);
    const { twoParameters } = analysesOf(comparison);
    if (typeof twoParameters === 'string') throw new Error(twoParameters);
    expect(twoParameters.lambdaError).toBeLessThan(0.1);
    const { finding, views } = finish(supportedUpdateSection(sectionInput(comparison, '', 'nats')));
    expect(finding).toMatch(/λ is about \d\.\d ± 0\.1 and the temperature about \d\.\d ± 0\.1\.$/);
    const rows = views[0]?.tables[0]?.rows.map(({ cells }) => cells.join(': '));
    expect(rows).toContainEqual(
      expect.stringMatching(/^λ beside a temperature, about: \d\.\d ± 0\.1$/),
    );
    expect(rows).toContainEqual(expect.stringMatching(/^that temperature, about: \d\.\d ± 0\.1$/));
  });
});

describe('a fit of two parameters that is not given', () => {
  it.each<[NoTwoParameterFit, reason: string]>([
    ['temperature', 'the temperature would be outside 0.83 to 1.33, where what is stored tells it'],
    ['lambda', 'it would be outside −0.1 to 1.1, where what is stored tells it'],
    ['sharpening', 'the update here does nearly what a temperature does'],
    ['errors', 'a standard error is over 0.5'],
  ])('is said, and why: %s', (limit, reason) => {
    const analyses = { ...analysesOf(textAt(1, 300)), twoParameters: limit };
    expect(twoParameterSentence(analyses)).toEqual([
      `λ beside a temperature is not told here: ${reason}.`,
    ]);
    expect(twoParameterRows(analyses)).toEqual([['λ beside a temperature', `not told: ${reason}`]]);
  });

  it('is in the finding, unless there is no evidence of λ* either', () => {
    expect(sectionAt(1, 300).finding).toMatch(
      / λ beside a temperature is not told here: the update here does nearly what a temperature does\.$/,
    );
    expect(sectionAt(0.5, 8).finding).not.toContain('beside a temperature');
  });
});

describe('what a power of base explains', () => {
  const power = (gamma: number, share: number, isBound = false, tokens = 32) => {
    const { supportedUpdate } = analysesOf(textAt(0, 40));
    const figures: Pick<Analyses, 'sharpening' | 'supportedUpdate'> = {
      sharpening: { gamma, share, isBound },
      supportedUpdate: { ...supportedUpdate, tokens },
    };
    return [...powerSentence(figures), ...powerRows(figures).map(([, value]) => value)];
  };

  it.each<[string[], string[]]>([
    [
      power(1.3, 0.05),
      [
        '5.0 % of the update is what raising base’s probabilities to the power γ = 1.30 does, which sharpens them; the rest is other change.',
        '5.0 %',
        '1.30',
      ],
    ],
    [
      power(0.8, 0.002),
      [
        'Less than 1.0 % of the update is what raising base’s probabilities to the power γ = 0.80 does, which flattens them; the rest is other change.',
        '0.20 %',
        '0.80',
      ],
    ],
    [
      power(0.25, 0.002, true),
      [
        'At least 0.20 % of the update is what raising base’s probabilities to the power γ = 0.25 or beyond does, which flattens them or, below 0, reverses their order; the rest is other change.',
        'at least 0.20 %',
        '0.25 or beyond',
      ],
    ],
    [
      power(1.3, 0.05, false, 31),
      [
        'There is no evidence of how much of the update a power of base’s probabilities explains: that needs 32 tokens, and there are 31.',
        'no evidence',
        'no evidence',
      ],
    ],
  ])('is said and shown: %j', (shown, wanted) => {
    expect(shown).toEqual(wanted);
  });
});
