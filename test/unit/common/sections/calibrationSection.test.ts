import { describe, expect, it } from 'vitest';
import { analysesOf } from '../../../../src/common/analysis/analyses';
import type { Calibration } from '../../../../src/common/analysis/calibration';
import type { FittedTemperature } from '../../../../src/common/analysis/fittedTemperature';
import { calibrationSection } from '../../../../src/common/sections/calibrationSection';
import {
  errorSentence,
  temperatureSentence,
} from '../../../../src/common/sections/calibrationSentences';
import { sectionInput } from '../../../../src/common/sections/sectionInput';
import { markovText } from '../../support/markovTexts';
import { predictedComparison, type PredictedRow } from '../../support/predictedComparison';

const fitted = (temperature: number, standardError: number): FittedTemperature => ({
  temperature,
  standardError,
  robustStandardError: undefined,
  interval: { from: temperature, to: temperature },
  atEnd: 'none',
});

const atEnd = (temperature: number, end: 'lower' | 'upper'): FittedTemperature => ({
  ...fitted(temperature, 0.01),
  atEnd: end,
});

const written = analysesOf(markovText('base', 5).comparison).calibration;

function calibrationWith(
  base: FittedTemperature | undefined,
  tuned: FittedTemperature | undefined,
): Calibration {
  if (written === undefined) throw new Error('The text is too short.');
  return {
    ...written,
    base: { ...written.base, temperature: base },
    tuned: { ...written.tuned, temperature: tuned },
  };
}

const sectionOf = (rows: readonly PredictedRow[], topK = 10) =>
  calibrationSection(
    sectionInput(predictedComparison(rows, topK), 'x'.repeat(rows.length), 'bits'),
  );

/** Ids of equal probability under the base; the tuned model is sure of the first one. */
const equal = new Array<number>(10).fill(0);
const sure = equal.map((_, id) => (id === 0 ? 6 : 0));
const rowsOf = (count: number, target: (row: number) => number): PredictedRow[] =>
  Array.from({ length: count }, (_, row) => ({ base: equal, tuned: sure, target: target(row) }));

describe('the sentence on fitted temperatures', () => {
  it.each<[string, FittedTemperature | undefined, FittedTemperature | undefined, string]>([
    [
      'tuned is over-confident',
      fitted(1, 0.1),
      fitted(1.4, 0.1),
      'On this text the tuned model is over-confident: its probabilities need a temperature of 1.4 ± 0.1; the base needs 1.0 ± 0.1.',
    ],
    [
      'tuned is under-confident',
      fitted(1, 0.1),
      fitted(0.7, 0.1),
      'On this text the tuned model is under-confident: its probabilities need a temperature of 0.7 ± 0.1; the base needs 1.0 ± 0.1.',
    ],
    [
      'the two are so differently',
      fitted(0.7, 0.1),
      fitted(1.4, 0.1),
      'On this text the tuned model is over-confident, its probabilities need a temperature of 1.4 ± 0.1; the base is under-confident, it needs 0.7 ± 0.1.',
    ],
    [
      'the base is over-confident',
      fitted(1.4, 0.1),
      fitted(1, 0.1),
      'On this text the base is over-confident: its probabilities need a temperature of 1.4 ± 0.1; the tuned model needs 1.0 ± 0.1.',
    ],
    [
      'both are over-confident',
      fitted(1.3, 0.1),
      fitted(1.4, 0.1),
      'On this text both models are over-confident: the tuned model’s probabilities need a temperature of 1.4 ± 0.1, the base’s 1.3 ± 0.1.',
    ],
    [
      'neither is, within two standard errors',
      fitted(0.9, 0.1),
      fitted(1.2, 0.1),
      'On this text neither model is over- or under-confident, as far as it tells: the tuned model’s probabilities need a temperature of 1.2 ± 0.1, the base’s 0.9 ± 0.1.',
    ],
    [
      'beyond the grid',
      atEnd(0.5, 'lower'),
      atEnd(4, 'upper'),
      'On this text the tuned model is over-confident, its probabilities need a temperature of 4.0 or more; the base is under-confident, it needs 0.5 or less.',
    ],
    [
      'one cannot be told',
      fitted(1.4, 0.1),
      fitted(1.4, 1.5),
      'On this text the base is over-confident: its probabilities need a temperature of 1.4 ± 0.1; no temperature of the tuned model can be told.',
    ],
    [
      'the other cannot be told',
      undefined,
      fitted(1, 0.1),
      'On this text the tuned model is neither over- nor under-confident: its probabilities need a temperature of 1.0 ± 0.1; no temperature of the base can be told.',
    ],
    [
      'none can be told',
      undefined,
      undefined,
      'No evidence of over- or under-confidence: no temperature can be told from this text.',
    ],
  ])('where %s', (_, base, tuned, sentence) => {
    expect(temperatureSentence(calibrationWith(base, tuned))).toBe(sentence);
  });
});

it('the sentence on calibration errors has their null values', () => {
  const calibration = calibrationWith(undefined, undefined);
  const error = (ece: number, expected: number) => ({ ece, null: expected });
  expect(
    errorSentence({
      ...calibration,
      base: { ...calibration.base, error: error(0.11, 0.12) },
      tuned: { ...calibration.tuned, error: error(0.28, 0.12) },
    }),
  ).toBe('Calibration error: base 0.11 (0.12 if calibrated), tuned 0.28 (0.12 if calibrated).');
});

describe('the section on calibration', () => {
  it('says how much text it needs, and shows no curve below that', () => {
    const few = sectionOf(rowsOf(99, () => 0));
    expect(few.finding).toBe('No evidence: calibration needs 100 tokens, and there are 99.');
    expect(few.views).toEqual([]);
    expect(sectionOf(rowsOf(1, () => 0)).finding).toMatch(/, and there is 1\.$/);
    expect(sectionOf(rowsOf(100, () => 0)).views).toHaveLength(1);
  });

  it('says how many alternatives it needs', () => {
    const twelve = rowsOf(120, () => 0).map((row) => ({
      ...row,
      base: [...equal, 0, 0],
      tuned: [...sure, 0, 0],
    }));
    expect(sectionOf(twelve, 9).finding).toBe(
      'No evidence: too few alternatives of each token were kept to tell. Compare with at least 10.',
    );
  });

  it('says both sentences', () => {
    expect(sectionOf(rowsOf(400, (row) => row % 10)).finding).toMatch(
      /^On this text the tuned model is over-confident: .*\. Calibration error: base 0\.00 \(0\.\d+ if calibrated\), tuned 1\.\d+ \(0\.\d+ if calibrated\)\.$/,
    );
  });

  it('has the null value of each figure, of their difference too, and ± of the entropy gap', () => {
    const [figures] = sectionOf(rowsOf(200, (row) => row % 10)).views[0]?.tables ?? [];
    const cells = new Map(figures?.rows.map(({ cells: [name = '', ...rest] }) => [name, rest]));
    expect([...cells.keys()]).toEqual([
      'calibration error (ECE)',
      'ECE if calibrated',
      'entropy gap, bits',
      'entropy gap if calibrated',
      'Brier score',
      'Brier score if calibrated',
      'fitted temperature',
    ]);
    expect(cells.get('entropy gap, bits')).toEqual([
      '0.000 ± < 0.001',
      expect.stringMatching(/^−7\.\d+ ± 0\.\d+$/),
      expect.stringMatching(/^\+7\.\d+ \(\+\d\.\d+ to \+\d\.\d+\)$/),
    ]);
    expect(cells.get('entropy gap if calibrated')).toEqual(['0.00', '0.00', '0.00']);
    expect(cells.get('ECE if calibrated')?.[2]).toMatch(/^[+−]0\.\d\d$/);
    expect(cells.get('Brier score if calibrated')?.[2]).toMatch(/^\+0\.\d\d$/);
  });

  it('points to bins beyond the axes with triangles, and says how many', () => {
    // What the tuned model is sure of never happens.
    const section = sectionOf(rowsOf(400, (row) => 1 + (row % 9)));
    const edges = section.views[0]?.plots[0]?.plot.layers.flatMap((layer) =>
      layer.kind === 'points' && layer.labels ? [[layer.role, layer.shape, ...layer.labels]] : [],
    );
    expect(edges).toEqual([['tuned', 'down', '0']]);
    expect(section.caveat).toContain(
      'Triangles at the edge of the chart point to bins beyond its axes (1 of tuned), such as those in which nothing happened; the table has their numbers.',
    );
    const inside = sectionOf(rowsOf(400, (row) => row % 10));
    expect(inside.caveat).not.toContain('Triangles');
  });

  it('says nothing of a pair that is not causal but that', () => {
    const comparison = predictedComparison(rowsOf(200, (row) => row % 10));
    const pair = { ...comparison.pair, causality: 0.1 };
    const section = calibrationSection(
      sectionInput({ ...comparison, pair }, 'x'.repeat(200), 'bits'),
    );
    expect(section.finding).toMatch(/^These numbers are not reliable/);
    expect(section.views).toEqual([]);
  });
});
