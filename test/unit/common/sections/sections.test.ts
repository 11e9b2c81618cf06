import { describe, expect, it } from 'vitest';
import { authorshipSection } from '../../../../src/common/sections/authorshipSection';
import { impliedRewardSection } from '../../../../src/common/sections/impliedRewardSection';
import { excerptOf, sectionInput } from '../../../../src/common/sections/sectionInput';
import { tableAsMarkdown, tablesCsvParts } from '../../../../src/common/sections/tableFormats';
import { makeComparison, type MadeOptions, type MadeRow } from '../../support/comparisons';
import { markovText, type Writer } from '../../support/markovTexts';
import { finish } from '../../../../src/common/steps';

const bit = Math.LN2;

function input(rows: readonly MadeRow[], options: MadeOptions = {}) {
  const text = rows.map(({ piece }) => (typeof piece === 'string' ? piece : '')).join('');
  return sectionInput(makeComparison(rows, options), text, 'bits');
}

const markov = (writer: Writer) => {
  const { comparison } = markovText(writer, 5);
  return sectionInput(comparison, '', 'bits');
};

/** Sixteen tokens, each favoured by a bit where either model expects a quarter of one, ± 1 in all. */
const favoured: MadeRow[] = Array.from({ length: 16 }, () => ({
  piece: 'word ',
  baseSurprisal: 3 * bit,
  tunedSurprisal: 2 * bit,
  klTunedBase: 0.25 * bit,
  klBaseTuned: 0.25 * bit,
  logRatioVarianceBase: bit ** 2 / 64,
  logRatioVarianceTuned: bit ** 2 / 64,
}));

describe('the section on implied reward', () => {
  it('draws what either model’s text is expected to accumulate, between the edges of its fan', () => {
    const { layers } = finish(impliedRewardSection(input(favoured))).views[0]?.plots[0]?.plot ?? {
      layers: [],
    };
    for (const [role, perToken] of [
      ['base', -0.25],
      ['tuned', 0.25],
    ] as const) {
      const line = layers.find((layer) => layer.kind === 'line' && layer.role === role);
      const last = line?.kind === 'line' ? line.y[line.y.length - 1] : undefined;
      expect(last).toBeCloseTo(16 * perToken, 9);
    }
  });

  it('compares the sum with what either model would have written', () => {
    const many = [...favoured, ...favoured, ...favoured, ...favoured];
    expect(finish(impliedRewardSection(input(many))).finding).toBe(
      'The log ratio adds up to +64.0 bits over 64 tokens (+1.00 per token): neither as text by the base would (−16 ± 2) nor as text by the tuned model (+16 ± 2).',
    );
    expect(finish(impliedRewardSection(input(many.slice(0, 31)))).finding).toBe(
      'The log ratio adds up to +31.0 bits over 31 tokens (+1.00 per token). No evidence of whose text would add up to that: it takes 32 tokens.',
    );
    expect(finish(impliedRewardSection(markov('base'))).finding).toMatch(
      /: as text by the base would \(.*\), and not as text by the tuned model \(.*\)\.$/,
    );
    expect(finish(impliedRewardSection(markov('tuned'))).finding).toMatch(
      /: as text by the tuned model would \(.*\), and not as text by the base \(.*\)\.$/,
    );
    const alike = many.map((row) => ({
      ...row,
      logRatioVarianceBase: 99,
      logRatioVarianceTuned: 99,
    }));
    expect(finish(impliedRewardSection(input(alike))).finding).toMatch(
      /: text by either model would add up to that/,
    );
  });

  it('is in units of the reward only where the pair states β', () => {
    expect(finish(impliedRewardSection(input(favoured)))).toMatchObject({
      caveat: expect.stringMatching(/^The pair states no β/),
      views: [{ label: 'bits' }],
    });
    expect(finish(impliedRewardSection(input(favoured, { pair: { beta: 0.03 } })))).toMatchObject({
      caveat: expect.stringMatching(/^With the β of 0\.030 that the pair states, that is \+0\.33 /),
      views: [{ label: 'bits' }, { label: 'reward, β 0.030' }],
    });
  });

  it('names spans that lead to their first token', () => {
    const rows = favoured.map((row, index) =>
      index < 5 ? { ...row, baseSurprisal: 4 * bit } : row,
    );
    const [, spans] = finish(impliedRewardSection(input(rows))).views[0]?.tables ?? [];
    expect(spans?.rows[0]).toEqual({
      cells: ['line 1', 'favours', 'word word word word word', '+10.00', '+2.00'],
      target: 0,
    });
  });

  it('says what it leaves out', () => {
    const rows = [...favoured, { piece: 'x', tunedSurprisal: Infinity }];
    expect(finish(impliedRewardSection(input(rows))).caveat).toContain(
      ' 1 token that a model rules out altogether adds nothing.',
    );
    expect(finish(impliedRewardSection(input(rows))).finding).toContain(
      '+16.0 bits over 16 tokens (+1.00',
    );
    const none = rows.map((row) => ({ ...row, tunedSurprisal: Infinity }));
    expect(finish(impliedRewardSection(input(none))).finding).toBe(
      'No evidence: all 17 tokens are ruled out by one of the models, so that there is no log ratio to add up.',
    );
  });

  it('says nothing of a pair that is not causal but that', () => {
    const { finding, views } = finish(
      impliedRewardSection(input(favoured, { pair: { noiseFloor: 0.1 } })),
    );
    expect(finding).toMatch(/^These numbers are not reliable/);
    expect(views).toEqual([]);
  });
});

describe('the section on who wrote this', () => {
  it.each<[Writer, RegExp]>([
    [
      'base',
      /^Like text by the base \(z .* and .*\), unlike text by the tuned model \(z .*\)\. The likelihood ratio is .* bits for base over tuned\.$/,
    ],
    [
      'tuned',
      /^Like text by the tuned model .*, unlike text by the base .* bits for tuned over base\.$/,
    ],
    [
      { lambda: 0.5 },
      /^Neither model writes like this: .*, which would count only if one of the two had written it\.$/,
    ],
  ])('names the writer %j', (writer, sentence) => {
    expect(authorshipSection(markov(writer)).finding).toMatch(sentence);
  });

  it('does not decide on a few tokens', () => {
    expect(authorshipSection(input(favoured)).finding).toBe(
      'No evidence: a verdict needs 32 tokens, and there are 16.',
    );
    expect(authorshipSection(input(favoured)).views).toEqual([]);
  });

  it('says which model rules a token out', () => {
    const rows = [...favoured, ...favoured, { piece: 'x', tunedSurprisal: Infinity }];
    const { finding } = authorshipSection(input(rows));
    expect(finding).toContain('(it rules out 1 token of it)');
    expect(finding).toMatch(
      /The likelihood ratio of the other tokens is 32\.0 bits for tuned over base/,
    );
  });

  it('draws what is off the scale as triangles that point outwards, and says so', () => {
    const section = authorshipSection(markov('base'));
    const shapes = section.views[0]?.plots[0]?.plot.layers.flatMap((layer) =>
      layer.kind === 'points' ? [layer.shape] : [],
    );
    expect(shapes).toContain('circle');
    expect(shapes).toContain('left');
    expect(section.caveat).toContain(
      'Triangles at the edge of the chart stand for z-scores beyond ±8',
    );
    expect(section.views[0]?.plots[0]?.plot.x.title).toBe('z-score; dashed: typical limits');
  });

  it('says which z-score does not exist, and why', () => {
    const same = {
      klTunedBase: 0.1,
      baseEntropy: bit,
      tunedEntropy: bit,
      baseVarentropy: 1,
      tunedVarentropy: 1,
    };
    const rows = Array.from({ length: 40 }, () => ({ piece: 'a', ...same }));
    expect(authorshipSection(input(rows)).caveat).toContain(
      'Under base there is no z-score of the log ratio, since what text by base would accumulate has no spread or, where tuned rules out what base does not, an infinite one; it is not tested.',
    );
    const certain = rows.map((row) => ({ ...row, tunedVarentropy: 0, tunedEntropy: 0 }));
    expect(authorshipSection(input(certain)).caveat).toContain(
      'Under tuned there is no z-score of the surprisal, since tuned is certain of every token; it is not tested.',
    );
    expect(authorshipSection(markov('base')).caveat).not.toContain('no z-score');
  });

  it('says of either writer that it would be a guess', () => {
    const same = { baseSurprisal: bit, tunedSurprisal: bit, baseEntropy: bit, tunedEntropy: bit };
    const rows = Array.from({ length: 40 }, () => ({
      piece: 'a',
      ...same,
      baseVarentropy: 1,
      klTunedBase: 0.1,
      tunedVarentropy: 1,
    }));
    expect(authorshipSection(input(rows)).finding).toBe(
      'Either model could have written this: it is like text by the base (z 0.0) and by the tuned model (z 0.0). Both give it the same probability.',
    );
  });
});

describe('an excerpt', () => {
  it('has no control characters, and ends where it gets long', () => {
    const rows = ['One\n\u0000', '\ttwo ', 'three '.repeat(9)].map((piece) => ({ piece }));
    expect(excerptOf(input(rows), 0, 2)).toBe('One two');
    expect(excerptOf(input(rows), 0, 3)).toBe('One two three three three three three t…');
  });
});

describe('a table of a section', () => {
  const table = {
    caption: 'A | table',
    columns: [
      { title: 'where', isNumber: false },
      { title: 'bits', isNumber: true },
    ],
    rows: [{ cells: ['=1+1', '−2.50'] }, { cells: ['a, b', '+3'] }, { cells: ['c', 'none'] }],
  };

  it('is CSV with numbers that other programs read', () => {
    expect(Array.from(tablesCsvParts([table])).join('')).toBe(
      'A | table\r\nwhere,bits\r\n\'=1+1,-2.5\r\n"a, b",3\r\nc,none\r\n',
    );
  });

  it('is Markdown in which nothing is markup', () => {
    expect(tableAsMarkdown(table)).toEqual([
      'A \\| table:',
      '',
      '| where | bits |',
      '| --- | ---: |',
      '| =1+1 | −2.50 |',
      '| a, b | +3 |',
      '| c | none |',
    ]);
  });
});
