import { describe, expect, it } from 'vitest';
import {
  attractorSteps,
  type AttractorReport,
} from '../../../../src/common/attractors/attractorReport';
import { finish } from '../../../../src/common/steps';
import {
  attractorCaveat,
  attractorVerdict,
  excerpt,
  percent,
  perturbationSentence,
  turnSentence,
  varietySentence,
} from '../../../../src/common/attractors/attractorSentences';
import type {
  PerturbationReport,
  PerturbationSide,
} from '../../../../src/common/attractors/perturbation';
import { attractorsText } from '../../../../src/common/report/attractorsText';
import { attractorsJsonParts } from '../../../../src/common/report/attractorsJson';
import { attractorsSection } from '../../../../src/common/sections/attractorsSection';
import type { SectionTable } from '../../../../src/common/sections/sectionReport';
import { newcombe, wilson } from '../../../../src/common/stats/proportions';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf, twiceBase, type MarkovSampling } from '../../support/markovSamples';
import { perturbationOf } from '../../support/perturbedSamples';

const chain = { ...townChain, horizon: 20, beta: 0.4 };

function reportOf(more: Partial<MarkovSampling> = {}, rows = rowsOf(chain)): AttractorReport {
  return finish(
    attractorSteps(markovSamples(chain.states, rows, { count: 40, length: 8, seed: 1, ...more })),
  );
}

describe('the verdict', () => {
  it('names an attractor with its words, shares and intervals', () => {
    expect(attractorVerdict(reportOf(), 'bits')).toMatch(
      /^The tuned model has an attractor: \d+ % \(\d+ to \d+ %\) of its continuations hold “wedding party”; of the base’s \d+ % \(\d+ to \d+ %\)\./,
    );
  });

  it('says in how many prompts', () => {
    expect(attractorVerdict(reportOf({ starts: [1, 2, 3, 4, 1, 2] }), 'bits')).toMatch(
      /^The tuned model has an attractor shared across prompts: .* hold “wedding party”, in 6 of 6 prompts; of the base’s \d+ % \(\d+ to \d+ %\), in \d of 6\./,
    );
  });

  it('gives the clearest phrase where it is not all that the theme has, and says what it was counted on', () => {
    const report = reportOf();
    const [first] = report.favoured;
    const { search } = report;
    if (first === undefined || search.theme === undefined) throw new Error('There is no theme.');
    const of = (phrases: readonly string[]): string => {
      const theme = { ...search.theme, phrases } as typeof search.theme;
      return attractorVerdict({ ...report, search: { ...search, theme } }, 'bits');
    };
    expect(of(['ring', first.phrase])).toMatch(
      /Counted on all continuations, “.+” sets it apart most clearly of single phrases: in \d+ % of the tuned ones, and in \d+ % of the base’s\./,
    );
    expect(of([first.phrase])).not.toContain('apart most clearly');
  });

  it('says what would have been seen where there is none', () => {
    expect(attractorVerdict(reportOf({}, twiceBase(chain)), 'bits')).toMatch(
      /^No attractor found \(n = 40, would have seen words that the base never writes above \d+ %, nine times in ten\)\.$/,
    );
    expect(attractorVerdict(reportOf({ count: 1 }), 'bits')).toBe(
      'No attractor found (n = 1, too few to see one of any size).',
    );
  });

  it('is only that the numbers are not reliable where the pair is not causal', () => {
    const report = reportOf();
    const leaky = {
      ...report,
      set: { ...report.set, pair: { ...report.set.pair, noiseFloor: 0.4 } },
    };
    expect(attractorVerdict(leaky, 'nats')).toMatch(/^These numbers are not reliable/);
    expect(attractorsSection(leaky, 'nats').finding).toBe(attractorVerdict(leaky, 'nats'));
  });

  it('counts the prompts of tuned members where continuations are alike', () => {
    const report = reportOf({ starts: [1, 2, 3] });
    const alike = { ...report, attractingCluster: report.clusters[0] };
    const members = (report.clusters[0]?.members ?? []).map(
      (member) => report.set.continuations[member],
    );
    const byTuned = members.filter((member) => member?.writer === 'tuned');
    expect(attractorVerdict(alike, 'bits')).toContain(
      ` behind ${new Set(byTuned.map((member) => member?.prompt)).size} of 3 prompts and begin`,
    );
    expect(
      attractorVerdict(
        {
          ...alike,
          attractingCluster: alike.attractingCluster && {
            ...alike.attractingCluster,
            prompts: 3,
            tunedPrompts: 2,
          },
        },
        'bits',
      ),
    ).toContain(' behind 2 of 3 prompts and begin');
  });
});

describe('further sentences', () => {
  it('say how varied the continuations are, and when there is no evidence of a difference', () => {
    expect(varietySentence(reportOf(), 'bits')).toMatch(
      /^The tuned model’s continuations vary less: tuned \d+\.?\d* ± \d+\.?\d* bits of entropy in a continuation, base \d+\.?\d* ± \d+\.?\d* bits, a difference of −\d+\.?\d* ± \d+\.?\d* bits\.$/,
    );
    expect(varietySentence(reportOf({}, twiceBase(chain)), 'nats')).toMatch(
      /^No evidence that one model’s continuations vary more than the other’s: tuned /,
    );
    expect(varietySentence(reportOf({ count: 1 }), 'bits')).toBe('');
  });

  it('say where tuned continuations turn', () => {
    expect(turnSentence(reportOf())).toMatch(
      /^\d+ % \(\d+ to \d+ %\) of the tuned continuations leave what the base expects, half of them by token \d of 8; of the base’s own /,
    );
    expect(turnSentence(reportOf({}, twiceBase(chain)))).toBe(
      'No tuned continuation leaves what the base expects.',
    );
  });

  it('say what the report is about, and how it was drawn', () => {
    expect(attractorCaveat(reportOf())).toBe(
      'The words were chosen on half of the continuations and counted on the other half (20 by tuned, 20 by base). All of this is about one prompt: other prompts may lead elsewhere.',
    );
    const report = reportOf({ starts: [1, 2] }, twiceBase(chain));
    const cut = {
      ...report,
      set: { ...report.set, decoding: { ...report.set.decoding, topP: 0.9 } },
    };
    expect(attractorCaveat(cut)).toContain('All of this is about these 2 prompts');
    expect(attractorCaveat(cut)).toContain(
      'Drawn with temperature 1, top-p 0.9, past document ends: entropies, coverage and branching are of the models’ own distributions along these texts, not of the one that was drawn from, and turning points are where they leave what text drawn from the base at temperature 1 would have.',
    );
  });

  it('say of how many prompts the models saw only the end', () => {
    const caveatOf = (...seen: readonly number[]): string => {
      const report = reportOf({ starts: seen.map(() => 1), count: 2 });
      const prompts = seen.map((seenCount) => ({ text: 'x', tokenCount: 9, seenCount }));
      return attractorCaveat({ ...report, set: { ...report.set, prompts } });
    };
    const rest = 'the models saw only the end; more does not fit into the context window.';
    expect(caveatOf(4)).toContain(`elsewhere. Of this prompt ${rest}`);
    expect(caveatOf(9, 4, 9)).toContain(`others like them. Of 1 of these 3 prompts ${rest}`);
    expect(caveatOf(4, 8)).toContain(`Of all 2 prompts ${rest}`);
    expect(caveatOf(9, 9)).not.toContain('saw only');
  });

  it('say whether changed texts come back', () => {
    const side = (count: number, total: number, prompts = 5): PerturbationSide => ({
      references: [],
      perturbed: Array.from({ length: total }, (_, place) => ({
        prompt: place % prompts,
        position: place,
        id: 1,
        probability: 0.1,
        reentry: place < count ? 0 : undefined,
        confidence: 0.5,
        text: '',
      })),
      returns: wilson(count, total),
      confidence: 0.5,
    });
    const reportOn = (tuned: PerturbationSide, base: PerturbationSide): PerturbationReport => ({
      tuned,
      base,
      difference: newcombe(tuned.returns, base.returns),
      length: 64,
      threads: 2,
      sideBySide: true,
      pieces: new Map(),
    });
    const sentence = (tuned: PerturbationSide, base: PerturbationSide): string =>
      perturbationSentence(reportOn(tuned, base));
    expect(sentence(side(17, 24), side(3, 24))).toBe(
      'After a changed token the tuned model comes back to its own most probable text (stop texts are not used) more often than the base: tuned in 17 of 24 cases, 71 % (51 to 85 %); base in 3 of 24 cases, 13 % (4 to 31 %).',
    );
    expect(sentence(side(3, 24), side(17, 24))).toContain('less often than the base');
    expect(sentence(side(5, 24), side(3, 24))).toContain('about as often as the base');
    expect(sentence(side(0, 0), side(3, 24))).toContain('too short');
    expect(sentence(side(17, 24, 1), side(3, 24, 1))).toBe(
      'After a changed token the tuned model comes back to its own most probable text (stop texts are not used) in 17 of 24 cases, the base to its own in 3 of 24. These are cases of 1 prompt: too few to say how often it is so elsewhere.',
    );
    expect(sentence(side(17, 24, 5), side(3, 24, 4))).toContain('cases of 4 to 5 prompts: too few');
    const few = attractorsSection(reportOf(), 'bits', reportOn(side(17, 24, 1), side(3, 24, 1)));
    expect(few.views.at(-1)?.tables[0]).toMatchObject({
      caption: 'Texts that come back after a changed token (95 % intervals, of these cases only)',
      rows: [
        { cells: ['cases', '17 of 24', '3 of 24'] },
        { cells: ['comes back', '71 % (51 to 85 %)', '13 % (4 to 31 %)'] },
      ],
    });
    expect(few.summary?.figures.rows.at(-1)?.cells).toEqual([
      'come back after a changed token (of these cases only)',
      '71 % (51 to 85 %)',
      '13 % (4 to 31 %)',
    ]);
    const many = attractorsSection(reportOf(), 'bits', reportOn(side(17, 24), side(3, 24)));
    expect(many.views.at(-1)?.tables[0]?.caption).not.toContain('only');
    const none = attractorsSection(reportOf(), 'bits', reportOn(side(0, 0), side(3, 24)));
    expect(none.summary?.figures.rows.at(-1)?.cells[0]).toBe('leave what the base expects');
  });

  it('attribute each change to its prompt where there are several', () => {
    const tablesOf = (starts: readonly number[]): readonly SectionTable[] => {
      const report = reportOf({ count: 1, starts });
      const section = attractorsSection(report, 'bits', perturbationOf(report.set));
      return section.views.at(-1)?.tables.slice(1) ?? [];
    };
    const several = tablesOf([0, 4, 4]);
    expect(several).toHaveLength(2);
    for (const { columns, rows } of several) {
      expect(columns[0]).toEqual({ title: 'prompt', isNumber: false });
      expect(rows.map(({ cells }) => cells[0])).toEqual(
        ['1', '2 the sea', '3 the sea'].flatMap((name) => Array<string>(6).fill(name)),
      );
      expect(rows.every(({ cells }) => cells.length === columns.length)).toBe(true);
    }
    expect(tablesOf([4]).map(({ columns }) => columns[0]?.title)).toEqual([
      'changed to',
      'changed to',
    ]);
  });

  it('shorten texts and percentages to what can be read', () => {
    expect(excerpt(' one\n\ntwo\t3 ')).toBe('one two 3');
    expect(excerpt('a'.repeat(61))).toBe(`${'a'.repeat(59)}…`);
    expect([0, 0.004, 0.5, 0.996, 1, NaN].map(percent)).toEqual([
      '0',
      '0.4',
      '50',
      '99.6',
      '100',
      '–',
    ]);
  });
});

describe('reports at the edge', () => {
  const style = { colour: 'none', dashes: false, background: 'dark' } as const;

  it.each([
    ['one continuation', reportOf({ count: 1 })],
    ['one token', reportOf({ length: 1 })],
    ['many prompts of one', reportOf({ count: 1, starts: [1, 2, 3, 4, 5, 1, 2] })],
    ['identical models', reportOf({}, twiceBase(chain))],
    ['500 continuations', reportOf({ count: 500, length: 3 })],
  ])('%s: hold no numbers that are none', (_, report) => {
    const text = attractorsText(report, undefined, { unit: 'bits', style, width: 80 });
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    const json: unknown = JSON.parse([...attractorsJsonParts(report, undefined)].join(''));
    expect(json).toMatchObject({ formatVersion: 1, perturbation: null });
  });
});
