import { describe, expect, it } from 'vitest';
import { calibration, type Calibration } from '../../../../src/common/analysis/calibration';
import {
  calibrationBins,
  calibrationError,
  jointCalibrationError,
} from '../../../../src/common/analysis/calibrationBins';
import type { Comparison } from '../../../../src/common/comparison';
import { calibrationEdges } from '../../../../src/common/grids';
import { seededRandom } from '../../../model/support/randomLogits';
import { markovTexts, type Writer } from '../../support/markovTexts';
import { predictedComparison } from '../../support/predictedComparison';
import { finish } from '../../../../src/common/steps';

const texts = 200;
const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;

function calibrationOf(comparison: Comparison, withIntervals = false): Calibration {
  const result = finish(
    calibration(comparison, { first: 0, end: comparison.scoredCount }, withIntervals),
  );
  if (result === undefined) throw new Error('The text is too short.');
  return result;
}

describe.each<[name: string, Writer, model: 'base' | 'tuned', temperature: number]>([
  ['the base', 'base', 'base', 1],
  ['the tuned model', 'tuned', 'tuned', 1],
  ['the base, flattened', { lambda: 0, inverseTemperature: 0.7 }, 'base', 1 / 0.7],
  ['the tuned model, sharpened', { lambda: 1, inverseTemperature: 1.25 }, 'tuned', 0.8],
])('200 texts by %s', (_, writer, model, truth) => {
  const results = markovTexts(writer, texts, 9000).map(
    (comparison) => calibrationOf(comparison)[model],
  );

  it('give the true temperature, without bias', () => {
    const errors = results.map(({ temperature }) => (temperature?.temperature ?? NaN) - truth);
    const spread = Math.sqrt(mean(errors.map((error) => error ** 2)));
    expect(Math.abs(mean(errors))).toBeLessThan((3 * spread) / Math.sqrt(texts));
  });

  it('have 95 % intervals that hold it in 92 to 98 of 100', () => {
    const covered = results.filter(({ temperature }) => {
      const { from, to } = temperature?.interval ?? { from: NaN, to: NaN };
      return from <= truth && truth <= to;
    }).length;
    expect(covered / texts).toBeGreaterThanOrEqual(0.92);
    expect(covered / texts).toBeLessThanOrEqual(0.98);
    const byError = results.filter(({ temperature }) => {
      const { temperature: fitted, standardError } = temperature ?? {
        temperature: NaN,
        standardError: NaN,
      };
      return Math.abs(fitted - truth) <= 1.96 * standardError;
    }).length;
    expect(byError / texts).toBeGreaterThanOrEqual(0.92);
    expect(byError / texts).toBeLessThanOrEqual(0.98);
  });
});

describe('the calibration error of a calibrated model', () => {
  it.each(['base', 'tuned'] as const)(
    'of texts by %s is the null value within a twentieth',
    (writer) => {
      const errors = markovTexts(writer, texts, 2000).map(
        (comparison) => calibrationOf(comparison)[writer].error,
      );
      const ratio = mean(errors.map(({ ece }) => ece)) / mean(errors.map((error) => error.null));
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(1.05);
    },
  );

  it('is larger than that of a model that did not write the text', () => {
    const errors = markovTexts('base', 50, 1).map((text) => calibrationOf(text).tuned.error);
    expect(mean(errors.map(({ ece }) => ece))).toBeGreaterThan(2 * mean(errors.map((e) => e.null)));
  });
});

describe('entropy gap and Brier score', () => {
  it('are those of the predictions', () => {
    const half = { base: [0, 0], tuned: [Math.log(3), 0], target: 0 };
    const comparison = predictedComparison(Array.from({ length: 128 }, () => half));
    const { base, tuned } = calibrationOf(comparison);
    expect(base.entropyGap).toBeCloseTo(0, 6);
    expect(base.brier).toBeCloseTo(0.5, 6);
    expect(base.expectedBrier).toBeCloseTo(0.5, 6);
    const entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    expect(tuned.entropyGap).toBeCloseTo(entropy + Math.log(0.75), 6);
    expect(tuned.brier).toBeCloseTo(2 * 0.25 ** 2, 6);
    expect(tuned.expectedBrier).toBeCloseTo(1 - 0.75 ** 2 - 0.25 ** 2, 6);
  });

  it('leave out of the gap what a model rules out, and say how much', () => {
    const rows = Array.from({ length: 120 }, (_, row) => ({
      base: [0, 0, 0],
      tuned: row < 3 ? [-Infinity, 0, 0] : [0, 0, 0],
      target: 0,
    }));
    const { base, tuned } = calibrationOf(predictedComparison(rows));
    expect(base.ruledOut).toBe(0);
    expect(tuned.ruledOut).toBe(3);
    expect(tuned.entropyGap).toBeCloseTo(0, 6);
  });
});

describe('the standard error of the entropy gap', () => {
  it.each(['base', 'tuned'] as const)(
    'is that by which it differs from 0 in texts by %s',
    (writer) => {
      const zs = markovTexts(writer, texts, 4000).map((comparison) => {
        const { entropyGap = NaN, entropyGapError = NaN } = calibrationOf(comparison)[writer];
        return entropyGap / entropyGapError;
      });
      // The larger of two standard errors is a little too large on average.
      const spread = Math.sqrt(mean(zs.map((z) => z ** 2)));
      expect(spread).toBeGreaterThan(0.8);
      expect(spread).toBeLessThan(1.1);
    },
  );

  it('is that of the spread between blocks where it is larger', () => {
    // Each block of 32 tokens is all the likely id or all the unlikely one.
    const rows = Array.from({ length: 256 }, (_, row) => ({
      base: [1, 0],
      tuned: [1, 0],
      target: Math.floor(row / 32) % 2,
    }));
    const { base } = calibrationOf(predictedComparison(rows));
    const block = 0.5; // half the difference of the two surprisals
    expect(base.entropyGapError).toBeCloseTo(block / Math.sqrt(8) / Math.sqrt(7 / 8), 6);
  });

  it('does not exist where the gap does not', () => {
    const rows = Array.from({ length: 120 }, () => ({
      base: [-Infinity, 0],
      tuned: [0, 0],
      target: 0,
    }));
    const { base } = calibrationOf(predictedComparison(rows));
    expect([base.entropyGap, base.entropyGapError]).toEqual([undefined, undefined]);
  });
});

describe('the differences of the two models', () => {
  const [text] = markovTexts('base', 1, 77);
  if (text === undefined) throw new Error('There is no text.');

  it('have paired intervals, the same each time', () => {
    const { base, tuned, differences } = calibrationOf(text, true);
    expect(calibrationOf(text, true).differences).toEqual(differences);
    const gap = (base.entropyGap ?? NaN) - (tuned.entropyGap ?? NaN);
    expect(differences.entropyGap?.from).toBeLessThan(gap);
    expect(differences.entropyGap?.to).toBeGreaterThan(gap);
    expect(differences.temperature?.to).toBeLessThan(0);
    expect(Object.keys(differences).sort()).toEqual(['brier', 'ece', 'entropyGap', 'temperature']);
  });

  it('of the temperatures are around the difference that is shown, less their bias alike', () => {
    for (const comparison of markovTexts({ lambda: 0.5 }, 20, 60)) {
      const { base, tuned, differences } = calibrationOf(comparison, true);
      const shown =
        (base.temperature?.temperature ?? NaN) - (tuned.temperature?.temperature ?? NaN);
      const { from, to, standardError } = differences.temperature ?? {
        from: NaN,
        to: NaN,
        standardError: NaN,
      };
      expect(from).toBeLessThanOrEqual(shown);
      expect(to).toBeGreaterThanOrEqual(shown);
      expect(Math.abs((from + to) / 2 - shown)).toBeLessThan(standardError);
    }
  });

  it('are exactly 0 for identical models', () => {
    const rows = Array.from({ length: 200 }, (_, row) => ({
      base: [0, 1, 2],
      tuned: [0, 1, 2],
      target: row % 3,
    }));
    const { differences } = calibrationOf(predictedComparison(rows), true);
    expect(differences.ece).toEqual({ standardError: 0, from: 0, to: 0 });
  });

  it('hold the true difference in about 95 of 100 texts', () => {
    const gaps = markovTexts('base', 100, 500).map((comparison) => {
      const { base, tuned, differences } = calibrationOf(comparison, true);
      return {
        value: (base.entropyGap ?? NaN) - (tuned.entropyGap ?? NaN),
        interval: differences.entropyGap,
      };
    });
    const truth = mean(gaps.map(({ value }) => value));
    const covered = gaps.filter(
      ({ interval }) => interval && interval.from <= truth && truth <= interval.to,
    ).length;
    expect(covered).toBeGreaterThanOrEqual(90);
  }, 60_000);
});

describe('bins', () => {
  const bins = calibrationEdges.length - 1;
  const sumsOf = (mass: readonly number[], hits: readonly number[] = []) => {
    const column = (list: readonly number[]) =>
      Float64Array.from({ length: bins }, (_, bin) => list[bin] ?? 0);
    return {
      mass: column(mass),
      variance: column(mass.map((value) => value / 2)),
      count: column(mass.map((value) => value * 10)),
      hits: column(hits),
    };
  };

  it('are joined until each expects five events', () => {
    const joined = calibrationBins(sumsOf([1, 2, 3, 9, 0, 0, 4], [0, 1, 2, 3, 0, 0, 5]));
    expect(joined).toMatchObject([
      { from: 0, expected: 6, hits: 3, events: 60 },
      { expected: 13, hits: 8, to: 1 },
    ]);
    expect(joined[0]?.deviation).toBeCloseTo(Math.sqrt(3), 12);
  });

  it('are one where less than that is expected in all', () => {
    expect(calibrationBins(sumsOf([1, 1]))).toMatchObject([{ from: 0, to: 1, expected: 2 }]);
  });

  it('make the error and its null value', () => {
    const error = calibrationError(calibrationBins(sumsOf([8, 8], [4, 12])), 16);
    expect(error.ece).toBeCloseTo(8 / 16, 12);
    expect(error.null).toBeCloseTo((Math.sqrt(2 / Math.PI) * 4) / 16, 12);
  });

  it('have the same error where they are not made', () => {
    const random = seededRandom(12);
    for (let turn = 0; turn < 200; turn++) {
      const column = () => Array.from({ length: bins }, () => Math.floor(random() ** 3 * 20));
      const sums = sumsOf(column(), column());
      const { ece } = calibrationError(calibrationBins(sums), 100);
      expect(jointCalibrationError(sums, 100)).toBeCloseTo(ece, 12);
    }
  });
});

describe('too little to go by', () => {
  it('has no calibration below 100 tokens, nor with too few alternatives', () => {
    const rows = Array.from({ length: 100 }, () => ({ base: [0, 1], tuned: [1, 0], target: 0 }));
    const comparison = predictedComparison(rows);
    expect(finish(calibration(comparison, { first: 0, end: 99 }, false))).toBeUndefined();
    expect(finish(calibration(comparison, { first: 0, end: 100 }, false))).toBeDefined();
    const few = predictedComparison(
      rows.map(({ target }) => ({ base: [0, 1, 2, 3], tuned: [1, 0, 2, 3], target })),
      2,
    );
    expect(finish(calibration(few, { first: 0, end: 100 }, false))).toBeUndefined();
  });
});
