import { describe, expect, it } from 'vitest';
import type { ProbeFile } from '../../../../src/common/probes/probeFile';
import { spreadOf } from '../../../../src/common/probes/answerSpread';
import {
  probeReport,
  questionsOf,
  type MeasuredQuestion,
  type ProbeReport,
} from '../../../../src/common/probes/probeReport';
import {
  probesCaveat,
  probesVerdict,
  slopeSentence,
} from '../../../../src/common/probes/probeSentences';
import { probesJsonParts } from '../../../../src/common/report/probesJson';
import { probesText } from '../../../../src/common/report/probesText';
import { probesSection } from '../../../../src/common/sections/probesSection';
import { meanInterval, studentQuantile } from '../../../../src/common/stats/meanInterval';

const pair = {
  id: 'p',
  name: 'Pair',
  base: { name: 'Base' },
  tuned: { name: 'Tuned' },
  dtype: 'fp32',
  vocabularySize: 10,
  prefix: [0],
  droppedMass: 0,
  noiseFloor: 1e-6,
  causality: 0,
} as const;

/** Probes about draws from urns: one for each stated chance, asked `wordings` times. */
function urns(truths: readonly number[], wordings: number): ProbeFile {
  return {
    title: 'Urns',
    probes: truths.map((truth, index) => ({
      id: `urn-${index}`,
      title: `Urn ${index}`,
      kind: 'urn',
      questions: Array.from({ length: wordings }, (_, wording) => ({
        text: `Question ${wording}. It was`,
        answers: [
          { label: 'red', texts: [' red'], truth },
          { label: 'blue', texts: [' blue'], truth: 1 - truth },
        ],
      })),
    })),
  };
}

/** Answers with a mass on the two of them, of which a share is on the first. */
function chances(share: number, mass = 0.9) {
  return { chances: Float64Array.of(mass * share, mass * (1 - share)), unresolved: 0 };
}

function report(
  file: ProbeFile,
  answer: (truth: number, index: number) => MeasuredQuestion,
): ProbeReport {
  const measured = questionsOf(file).map(({ answers }, index) =>
    answer(answers[0]?.truth ?? NaN, index),
  );
  return probeReport(file, measured, {
    pair,
    contextWindow: 512,
    threads: 2,
    sideBySide: true,
    chat: false,
  });
}

const truths = [0.2, 0.4, 0.5, 0.6, 0.8];

/** A share moved on the logit scale. */
const shifted = (share: number, factor: number, by = 0): number => {
  const logit = factor * Math.log(share / (1 - share)) + by;
  return 1 / (1 + Math.exp(-logit));
};

describe('answers against the truth', () => {
  it('are compared as shares of what is on answers, with the rest beside them', () => {
    const { outcomes } = report(urns([0.25], 1), () => ({
      base: chances(0.25, 0.8),
      tuned: chances(0.5, 0.4),
    }));
    const asked = outcomes[0]?.asked[0];
    expect(asked?.base.kl).toBe(0);
    expect(asked?.base.totalVariation).toBeCloseTo(0, 12);
    expect(asked?.base.leftover).toBeCloseTo(0.2, 12);
    expect(asked?.tuned.leftover).toBeCloseTo(0.6, 12);
    expect(asked?.tuned.kl).toBeCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), 12);
    expect(asked?.tuned.totalVariation).toBeCloseTo(0.25, 12);
  });

  it('may be impossible in truth or in the model', () => {
    const { outcomes } = report(urns([1], 1), () => ({
      base: chances(1),
      tuned: { chances: Float64Array.of(0, 0.9), unresolved: 1e-8 },
    }));
    expect(outcomes[0]?.asked[0]?.base.kl).toBeCloseTo(0, 6);
    expect(outcomes[0]?.asked[0]?.tuned.kl).toBeCloseTo(Math.log(0.9 / 1e-7), 4);
  });
});

describe('the verdict', () => {
  /** Shares about as far from each truth as from every other. */
  const far = new Map([
    [0.2, 0.8],
    [0.4, 0.93],
    [0.5, 0.96],
    [0.6, 0.07],
    [0.8, 0.2],
  ]);

  it('is that inference was lost where tuned is further off, with an interval over probes', () => {
    const lost = report(urns(truths, 5), (truth, index) => ({
      base: chances(shifted(truth, 1, 0.1 * (index % 3))),
      tuned: chances(shifted(far.get(truth) ?? NaN, 1, 0.1 * (index % 3))),
    }));
    expect(lost.overallOf).toBe('probes');
    expect(lost.overall.difference.count).toBe(5);
    expect(probesVerdict(lost, 'bits')).toMatch(
      /^The tuned model has lost conditional inference here: KL\(truth ‖ model\) is \d\.\d+ bits for tuned and 0\.\d+ bits for base on average over 5 probes, a difference of \+\d\.\d+ \(\+\d\.\d+ to \+\d\.\d+\) bits\.$/,
    );
    expect(slopeSentence(lost)).toMatch(
      /slope of −\d(?:\.\d+)? ± \d(?:\.\d+)? for tuned and 1\.0\d* ± 0\.\d+ for base, over 25 questions/,
    );
  });

  it('is the opposite, or no evidence, where that is so', () => {
    const gained = report(urns(truths, 5), (truth) => ({
      base: chances(truth < 0.5 ? 0.9 : 0.1),
      tuned: chances(truth),
    }));
    expect(probesVerdict(gained, 'nats')).toMatch(/^The tuned model answers closer/);
    const same = report(urns(truths, 5), (truth) => ({
      base: chances(truth),
      tuned: chances(truth),
    }));
    expect(probesVerdict(same, 'bits')).toMatch(/^No evidence that conditional inference was lost/);
    const one = report(urns([0.3], 1), (truth) => ({ base: chances(truth), tuned: chances(0.9) }));
    expect(one.overallOf).toBe('questions');
    expect(probesVerdict(one, 'bits')).toMatch(/on average over 1 question, a difference of \+1\./);
    expect(slopeSentence(one)).toBe('');
  });

  it('leaves out what a model does not answer, and says how much of it the other one does', () => {
    const answered = report(urns(truths, 5), (truth, index) => ({
      base: chances(truth, index < 5 ? 0.05 : 0.9),
      tuned: chances(truth, index < 10 ? 0.05 : 0.9),
    }));
    expect(answered.outcomes.map(({ fit }) => fit.base.count)).toEqual([0, 0, 5, 5, 5]);
    expect(answered.answeredByOne).toBe(5);
    expect(probesCaveat(answered)).toContain(
      '10 of 25 questions are left out of the means, because a model gives less than 10 % to all answers together (answered by one model only: 5).',
    );
    const none = report(urns([0.5], 2), () => ({
      base: chances(0.5, 0.01),
      tuned: chances(0.5, 0.01),
    }));
    expect(probesVerdict(none, 'bits')).toBe(
      'No evidence: neither model answers any of the questions. 99 % of base’s and 99 % of tuned’s mass is on none of the answers.',
    );
  });

  it('is not that inference was lost where tuned does not answer', () => {
    const silent = report(urns(truths, 5), (truth) => ({
      base: chances(truth),
      tuned: chances(shifted(truth, -3), 0.01),
    }));
    expect(probesVerdict(silent, 'bits')).toBe(
      'No evidence: no question is answered by both models (by one of them: 25). 10.0 % of base’s and 99 % of tuned’s mass is on none of the answers.',
    );
    expect(silent.slopes).toBeUndefined();
  });

  it('is the whole finding where the pair is not causal', () => {
    const answered = report(urns(truths, 5), (truth) => ({
      base: chances(truth),
      tuned: chances(truth),
    }));
    const leaky = { ...answered, pair: { ...pair, causality: 0.5 } };
    expect(probesSection(answered, 'bits').finding).toContain('slope');
    expect(probesSection(leaky, 'bits').finding).toBe(probesVerdict(leaky, 'bits'));
  });

  it('has a standard error of the slope that more wordings of the same do not shrink', () => {
    const of = (wordings: number) =>
      report(urns(truths, wordings), (truth) => ({
        base: chances(shifted(truth, 1, Math.sin(20 * truth))),
        tuned: chances(truth),
      })).slopes?.base;
    expect(of(12)?.standardError).toBeCloseTo(of(1)?.standardError ?? NaN, 10);
    expect(of(12)?.standardError).toBeGreaterThan(0.1);
    expect(of(12)?.questions).toBe(60);
  });

  it('has the line that answered odds follow: its slope, and where it leans to the first answer', () => {
    const leaning = report(urns(truths, 2), (truth) => ({
      base: chances(shifted(truth, 1)),
      tuned: chances(shifted(truth, 0.4, 0.7)),
    }));
    expect(leaning.slopes?.base.intercept).toBeCloseTo(0, 10);
    expect(leaning.slopes?.tuned.slope).toBeCloseTo(0.4, 10);
    expect(leaning.slopes?.tuned.intercept).toBeCloseTo(0.7, 10);
    expect(leaning.slopes?.tuned.interceptStandardError).toBeCloseTo(0, 6);
    const [table] = probesSection(leaning, 'nats').views[1]?.tables ?? [];
    expect(table?.rows.map(({ cells }) => cells)).toEqual([
      ['tuned', expect.stringMatching(/^0\.40/), expect.stringMatching(/^\+0\.70/), '10'],
      ['base', expect.stringMatching(/^1\.00/), expect.stringMatching(/^[+−]?0\.00/), '10'],
    ]);
    // By the formula of least squares, around points that do not lie on their line.
    const scattered = report(urns([0.2, 0.5, 0.6], 1), (truth, index) => ({
      base: chances(shifted(truth, 1, index === 1 ? 0.3 : 0)),
      tuned: chances(truth),
    })).slopes?.base;
    const x = [0.2, 0.5, 0.6].map((truth) => Math.log(truth / (1 - truth)));
    const centre = x.reduce((sum, value) => sum + value, 0) / 3;
    const square = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    expect(scattered?.interceptStandardError).toBeCloseTo(
      (scattered?.standardError ?? NaN) * Math.sqrt(square / 3 + centre ** 2),
      10,
    );
  });

  it('covers the true difference in 95 % of many files', () => {
    let state = 1;
    const random = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(random())) * Math.cos(6.283185307 * random());
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { low = NaN, high = NaN } = meanInterval(Array.from({ length: 6 }, () => 1 + normal()));
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.98);
  });
});

describe('the spread of answers', () => {
  it('is that of as many equally likely ones', () => {
    const die = spreadOf([1, 1, 1, 1, 1, 1].map((side) => side / 6));
    expect(die.effectiveAnswers).toBeCloseTo(6, 12);
    expect(die.evenness).toBeCloseTo(1, 12);
    const loaded = spreadOf([0.25, 0.5, 0.25]);
    expect(loaded).toMatchObject({ favourite: 1, effectiveAnswers: 1 / 0.375 });
    expect(loaded.evenness).toBeCloseTo(1.5 / Math.log2(3), 12);
    expect(spreadOf([1, 0])).toMatchObject({ favourite: 0, effectiveAnswers: 1, evenness: 0 });
    expect(spreadOf([1]).evenness).toBeUndefined();
  });

  it('stands beside the truth’s by probe, of what both models answer, and in the JSON', () => {
    const one = report(urns([0.5, 0.2], 2), (truth, index) => ({
      base: chances(truth),
      tuned: chances(0.9, index === 3 ? 0.01 : 0.9),
    }));
    const table = probesSection(one, 'bits').views[1]?.tables.at(-1);
    expect(table?.caption).toMatch(/^Effective number of answers/);
    expect(table?.rows.map(({ cells }) => cells)).toEqual([
      ['Urn 0', '2', '2.0', '1.2', '2.0'],
      ['Urn 1', '2', '1.5', '1.2', '1.5'],
    ]);
    const none = { evenness: null, favourite: null, favouriteShare: null, effectiveAnswers: null };
    expect(JSON.parse([...probesJsonParts(one)].join(''))).toMatchObject({
      probes: [
        { questions: [{ tuned: { favourite: 'red', favouriteShare: 0.9 } }, {}] },
        { questions: [{ base: { favourite: 'blue' } }, { tuned: none }] },
      ],
    });
  });
});

describe('what is on no answer', () => {
  const of = (base: MeasuredQuestion['base'], tuned = chances(0.5, 0.8)): ProbeReport =>
    report(urns([0.5], 1), () => ({ base, tuned }));
  const cells = (one: ProbeReport): readonly (readonly string[])[] =>
    probesSection(one, 'nats')
      .views.flatMap(({ tables }) => tables)
      .flatMap(({ rows }) => rows.map((row) => row.cells));

  it('is not what may become an answer, which stands by itself where it is not negligible', () => {
    const growing = of({ chances: Float64Array.of(0.3, 0.3), unresolved: 0.15 });
    expect(growing.outcomes[0]?.asked[0]?.base.leftover).toBeCloseTo(0.25, 12);
    expect(cells(growing)).toContainEqual(
      expect.arrayContaining(['beginnings of these, not followed', '0 %', '15 %']),
    );
    expect(cells(growing)).toContainEqual(expect.arrayContaining(['20 %', '25 %']));
    const negligible = cells(of({ chances: Float64Array.of(0.3, 0.3), unresolved: 1e-7 }));
    expect(negligible.flat().join()).not.toContain('beginnings');
  });

  it('is said of a model that does not answer, instead of a divergence', () => {
    const silent = of(chances(0.9, 0.02));
    const line = cells(silent).find(([name]) => name === 'Urn 0');
    expect(line).toEqual(['Urn 0', '–', '–', '', 'not answered by both']);
    expect(probesCaveat(silent)).toContain(
      '“Urn 0” is not answered by both models: 98 % of base’s and 20 % of tuned’s mass is on none of the answers.',
    );
    expect(cells(silent)).toContainEqual(
      expect.arrayContaining([
        'none of these (KL 0.00 nats for tuned, not answered by base)',
        '98 %',
      ]),
    );
    const json: unknown = JSON.parse([...probesJsonParts(silent)].join(''));
    expect(json).toMatchObject({
      probes: [{ questions: [{ base: { kl: null, totalVariation: null }, tuned: { kl: 0 } }] }],
    });
    const [plot] = probesSection(silent, 'nats').views[1]?.plots ?? [];
    const drawn = plot?.plot.layers.flatMap((layer) =>
      layer.kind === 'points' ? [[layer.role, ...Array.from(layer.y)]] : [],
    );
    expect(drawn).toEqual([
      ['base', NaN, NaN],
      ['tuned', 0.5, 0.5],
    ]);
  });

  it('has the table that the caveat names with the distances, and on a terminal, too', () => {
    const left = report(urns([0.5, 0.2], 2), (truth, index) => ({
      base: chances(truth, 0.7),
      tuned: chances(truth, index === 3 ? 0.04 : 0.6),
    }));
    const table = probesSection(left, 'bits').views[0]?.tables.at(-1);
    expect(table?.rows.map((row) => row.cells)).toEqual([
      ['Urn 0', '40 %', '30 %'],
      ['Urn 1', '68 %', '30 %'],
    ]);
    const style = { colour: 'none', dashes: false, background: 'dark' } as const;
    const text = probesText(left, { unit: 'bits', style, width: 100 });
    expect(text.replace(/\s+/g, ' ')).toContain(
      'what is left over has a table of its own with the distances.',
    );
    expect(text).toMatch(/^Left over: .*\n.*\n {2}Urn 0 +40 % +30 %\n {2}Urn 1 +68 % +30 %$/m);
  });

  it('is named for the probes that are answered in part', () => {
    const half = report(urns([0.3], 2), (truth, index) => ({
      base: chances(truth, index === 0 ? 0.01 : 0.9),
      tuned: chances(truth),
    }));
    expect(probesCaveat(half)).toContain('Answered in part: “Urn 0” (1 of 2 questions).');
    expect(probesCaveat(half)).not.toContain('is not answered');
  });
});

describe('Student’s quantile', () => {
  it('is the tabulated one, and goes over into the expansion without a jump', () => {
    expect(studentQuantile(1)).toBeCloseTo(12.7062, 4);
    expect(studentQuantile(10)).toBeCloseTo(2.2281, 4);
    expect(studentQuantile(31)).toBeCloseTo(2.0395, 3);
    expect(studentQuantile(120)).toBeCloseTo(1.9799, 4);
  });
});

describe('reports at the edge', () => {
  it.each([
    ['one question', report(urns([0.5], 1), () => ({ base: chances(0.5), tuned: chances(0.4) }))],
    [
      'no mass on any answer',
      report(urns([0.5, 0.2], 3), () => ({ base: chances(0.5, 0), tuned: chances(0.4, 0) })),
    ],
    [
      'certain answers',
      report(urns([1, 0], 2), () => ({ base: chances(1, 1), tuned: chances(0, 1) })),
    ],
  ])('%s: hold no numbers that are none', (_, one) => {
    const style = { colour: 'none', dashes: false, background: 'dark' } as const;
    const text = probesText(one, { unit: 'bits', style, width: 80 });
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
    const json: unknown = JSON.parse([...probesJsonParts(one)].join(''));
    expect(json).toMatchObject({ formatVersion: 1, title: 'Urns' });
  });
});
