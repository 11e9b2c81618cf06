import { describe, expect, it } from 'vitest';
import { calibrationEdges } from '../../../../src/common/grids';
import { binOf, calibrationSums, hasAllBins } from '../../../../src/common/stats/calibrationSums';
import { bhattacharyya, sumSquares, topOtherRank } from '../../../../src/common/stats/powers';
import { normalLogits, seededRandom } from '../../../model/support/randomLogits';
import { predictedComparison } from '../../support/predictedComparison';

const random = seededRandom(9);
const rows = Array.from({ length: 30 }, (_, i) => {
  const scale = 1 + (i % 6);
  const base = normalLogits(2000, scale, random);
  const noise = normalLogits(2000, 1, random);
  return { base, tuned: base.map((v, j) => v + (noise[j] ?? 0)), target: i };
});
const comparison = predictedComparison(rows);

function probabilities(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const sum = values.reduce((total, value) => total + Math.exp(value), 0);
  return values.map((value) => Math.exp(value) / sum);
}

describe('calibration sums', () => {
  it('are those of every id of every row', () => {
    const sums = calibrationSums(comparison, 'tuned', 3, 30);
    const bins = calibrationEdges.length - 1;
    const wanted = Array.from({ length: bins }, () => ({
      mass: 0,
      variance: 0,
      count: 0,
      hits: 0,
    }));
    for (const { tuned, target } of rows.slice(3)) {
      probabilities(tuned).forEach((p, v) => {
        const bin = wanted[binOf(p)];
        if (bin === undefined) throw new Error('no bin');
        bin.mass += p;
        bin.variance += p * (1 - p);
        bin.count += 1;
        bin.hits += Number(v === target);
      });
    }
    wanted.forEach((bin, i) => {
      expect(sums.count[i], `count ${i}`).toBe(bin.count);
      expect(sums.hits[i], `hits ${i}`).toBe(bin.hits);
      expect(sums.mass[i], `mass ${i}`).toBeCloseTo(bin.mass, 5);
      expect(Math.abs((sums.variance[i] ?? NaN) - bin.variance)).toBeLessThan(
        0.01 * bin.variance + 1e-5,
      );
    });
    expect(sums.rowCount).toBe(27);
  });

  it('an exact 0.1 lies in the bin that begins there, whichever way it was rounded', () => {
    const tenth = calibrationEdges.findIndex((edge) => Math.abs(edge - 0.1) < 1e-4);
    for (const p of [0.1, 0.1 - 1e-9, Math.fround(0.1), 0.1 + 1e-9]) expect(binOf(p)).toBe(tenth);
    expect(binOf(1)).toBe(calibrationEdges.length - 2);
    expect(binOf(0)).toBe(0);
  });

  it('need ten alternatives', () => {
    expect(hasAllBins(comparison)).toBe(true);
    expect(hasAllBins(predictedComparison(rows, 3))).toBe(false);
    expect(hasAllBins(predictedComparison([{ base: [1, 2], tuned: [2, 1], target: 0 }]))).toBe(
      true,
    );
  });
});

describe('numbers that follow from stored ones', () => {
  it('Σ p², Σ √(bu)', () => {
    rows.forEach(({ base, tuned }, row) => {
      const [b, u] = [probabilities(base), probabilities(tuned)];
      const squares = b.reduce((sum, p) => sum + p * p, 0);
      const roots = b.reduce((sum, p, v) => sum + Math.sqrt(p * (u[v] ?? NaN)), 0);
      expect(sumSquares(comparison, 'base', row)).toBeCloseTo(squares, 6);
      expect(bhattacharyya(comparison, row)).toBeCloseTo(roots, 6);
    });
  });

  it("the other model's rank of a favourite, as far as alternatives reach", () => {
    const made = predictedComparison(
      [
        { base: [4, 3, 2, 1, 0], tuned: [2, 3, 4, 1, 0], target: 0 },
        { base: [4, 3, 2, 1, 0], tuned: [0, 3, 2, 2, 2], target: 0 },
        { base: [9, 3, 2, 1, 0], tuned: [3, 3, 3, 1, 0], target: 0 },
        { base: [1, 9, 2, 1, 0], tuned: [3, 3, 3, 1, 0], target: 0 },
      ],
      3,
    );
    expect([0, 1, 2, 3].map((row) => topOtherRank(made, 'base', row))).toEqual([
      3,
      undefined,
      1,
      1,
    ]);
  });
});
