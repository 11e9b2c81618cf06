import { describe, expect, it, vi } from 'vitest';
import { attractorSteps } from '../../../../src/common/attractors/attractorReport';
import { finish } from '../../../../src/common/steps';
import { diversityOf } from '../../../../src/common/attractors/diversity';
import { turningPoint } from '../../../../src/common/attractors/turningPoint';
import type { SampleSet } from '../../../../src/common/sampling/continuation';
import { studentQuantile } from '../../../../src/common/stats/meanInterval';
import { wilson } from '../../../../src/common/stats/proportions';
import { seededRandom } from '../../../model/support/randomLogits';
import { markovSamples, type Rows } from '../../support/markovSamples';

// Hundreds of runs of a statistical procedure take seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const states = ['start', 'a1', 'a2', 'b1', 'b2', 'b3', 'b4'];

/** Two kinds of prompts that are never left: behind the one tuned narrows down, behind the other not. */
const rows: Rows = (model, _step, from) =>
  from <= 2
    ? model === 'base'
      ? [0, 0.5, 0.5, 0, 0, 0, 0]
      : [0, 0.95, 0.05, 0, 0, 0, 0]
    : [0, 0, 0, 0.25, 0.25, 0.25, 0.25];

const [length, count, prompts, runs] = [12, 8, 20, 200];

function sampled(seed: number, starts: readonly number[]): SampleSet {
  return markovSamples(states, rows, { count, length, seed, starts });
}

/** Sets of prompts that are drawn anew, half of each kind on average. */
const sets = Array.from({ length: runs }, (_, run) => {
  const random = seededRandom(1000 + run);
  const starts = Array.from({ length: prompts }, () => (random() < 0.5 ? 1 : 3));
  return sampled(run + 1, starts);
});

/** A figure of many prompts, as many of each kind. */
const everywhere = sampled(
  77,
  Array.from({ length: 400 }, (_, prompt) => (prompt % 2 === 0 ? 1 : 3)),
);

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of the sets whose interval covers the truth. */
function coverage(
  truth: number,
  of: (set: SampleSet) => { readonly value: number; readonly error: number | undefined },
): number {
  const quantile = studentQuantile(prompts - 1);
  const covered = sets.filter((set) => {
    const { value, error = NaN } = of(set);
    return Math.abs(value - truth) <= quantile * error;
  });
  return covered.length / sets.length;
}

describe('what prompts differ in', () => {
  it('is in the error of the entropy, and of its difference', () => {
    const tuned = -(0.95 * Math.log(0.95) + 0.05 * Math.log(0.05));
    const truth = (length * (tuned + Math.log(4))) / 2;
    const covered = coverage(truth, (set) => {
      const { entropy, entropyStandardError } = diversityOf(set, 'tuned');
      return { value: entropy, error: entropyStandardError };
    });
    // Continuations of a prompt do not differ in it at all.
    expect(covered).toBeGreaterThanOrEqual(0.92);
    const difference = (length * (tuned - Math.log(2))) / 2;
    const ofDifference = coverage(difference, (set) => {
      const { entropyDifference } = finish(attractorSteps(set));
      return { value: entropyDifference.difference, error: entropyDifference.standardError };
    });
    expect(ofDifference).toBeGreaterThanOrEqual(0.92);
  });

  it('is in the error of coverage', () => {
    const truth = diversityOf(everywhere, 'tuned').coverage;
    const ofCoverage = coverage(truth, (set) => {
      const { coverage: value, coverageStandardError: error } = diversityOf(set, 'tuned');
      return { value, error };
    });
    expect(ofCoverage).toBeGreaterThanOrEqual(0.92);
  });

  it('is in the interval of turning points, which one of independent texts is too narrow for', () => {
    const turned = ({ continuations }: SampleSet): number[] =>
      continuations
        .filter(({ writer }) => writer === 'tuned')
        .map(({ statistics }) => Number(turningPoint(statistics) !== undefined));
    const truth = meanOf(turned(everywhere));
    expect(truth).toBeGreaterThan(0.2);
    const covers = ({ low, high }: { readonly low: number; readonly high: number }): boolean =>
      low <= truth && truth <= high;
    const grouped = sets.filter((set) => covers(finish(attractorSteps(set)).turns.tuned.share));
    const plain = sets.filter((set) => {
      const turns = turned(set);
      return covers(wilson(turns.filter((turn) => turn > 0).length, turns.length));
    });
    expect(grouped.length).toBeGreaterThanOrEqual(0.92 * runs);
    expect(plain.length).toBeLessThan(0.7 * runs);
  });

  it('says nothing below five prompts, where continuations alone are left', () => {
    const few = diversityOf(sampled(1, [1, 3, 1, 3]), 'base');
    expect(few.coverageStandardError).toBeUndefined();
    expect(few.entropyStandardError).toBeDefined();
  });
});
