import { describe, expect, it, vi } from 'vitest';
import {
  attractorSteps,
  type AttractorReport,
} from '../../../../src/common/attractors/attractorReport';
import { attractorVerdict } from '../../../../src/common/attractors/attractorSentences';
import { attractorsJsonParts } from '../../../../src/common/report/attractorsJson';
import { attractorsSection } from '../../../../src/common/sections/attractorsSection';
import type { ModelName } from '../../../../src/common/sampling/continuation';
import { finish } from '../../../../src/common/steps';
import { markovSamples } from '../../support/markovSamples';
import { circles, collapsed } from '../../support/ownCircles';

// Hundreds of runs of a statistical procedure take seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const runs = 200;

function reportOf(
  { states, rows, starts }: ReturnType<typeof circles>,
  count: number,
  seed: number,
  length = 12,
): AttractorReport {
  return finish(
    attractorSteps(markovSamples(states, rows, { count, length, seed, starts, textOnly: true })),
  );
}

const isNone = ({ search, attractingCluster, withinPrompt }: AttractorReport): boolean =>
  !search.found && attractingCluster === undefined && withinPrompt?.isOwn !== true;

describe('prompts that each have a text of their own', () => {
  const report = reportOf(collapsed(20), 16, 1, 20);

  it('are found where no attractor is shared, with both models’ numbers', () => {
    const own =
      'Each prompt has an attractor of its own: two tuned continuations of the same prompt are alike with a chance of 100 %, two of the base’s with 0 %, a difference of 100 % (100 to 100 %), above 0 in 20 of 20 prompts; two tuned ones of different prompts with 0 %.';
    const verdict = attractorVerdict(report, 'bits');
    expect(verdict).toMatch(
      /^No attractor shared across prompts found \(n = 320, would have seen /,
    );
    expect(verdict.endsWith(own)).toBe(true);
    expect(attractorsSection(report, 'bits').summary).toMatchObject({ verdict });
    expect(attractorsSection(report, 'bits').summary?.figures.rows[0]?.cells).toEqual([
      'two of the same prompt are alike',
      '100 %',
      '0 %',
    ]);
  });

  it('are in the JSON', () => {
    const json: unknown = JSON.parse([...attractorsJsonParts(report, undefined)].join(''));
    expect(json).toMatchObject({
      withinPrompt: { tuned: 1, base: 0, difference: 1, low: 1, high: 1, tunedAcross: 0 },
    });
  });

  it('do not make words of single prompts an attractor that is shared', () => {
    const verdict = attractorVerdict(reportOf(collapsed(5), 16, 1, 20), 'bits');
    expect(verdict).toMatch(
      /^The tuned model has an attractor: .* \(none of these in more than 1\);/,
    );
    expect(verdict).toContain(' of the tuned continuations are alike behind 1 of 5 prompts');
    expect(verdict.toLowerCase()).not.toContain('shared across prompts');
    expect(verdict).toContain('Each prompt has an attractor of its own: ');
  });

  it('are not spoken of below five prompts', () => {
    expect(reportOf(collapsed(4), 16, 1).withinPrompt).toBeUndefined();
    expect(reportOf(collapsed(20), 1, 1).withinPrompt).toBeUndefined();
  });
});

describe('the chance that two continuations of a prompt are alike', () => {
  const ways = { base: [0.5, 0.3, 0.2], tuned: [0.1, 0.1, 0.8] } as const;
  const exact = (model: ModelName): number =>
    ways[model].reduce((sum, chance) => sum + chance * chance, 0);

  it('is Σ share², with an interval of the difference that covers it', () => {
    let covered = 0;
    const sums = { base: 0, tuned: 0 };
    for (let run = 0; run < runs; run++) {
      const found = reportOf(circles(8, ways), 6, run + 1).withinPrompt;
      const { low = NaN, high = NaN } = found ?? {};
      const difference = exact('tuned') - exact('base');
      if (low <= difference && difference <= high) covered++;
      sums.base += found?.base ?? NaN;
      sums.tuned += found?.tuned ?? NaN;
    }
    expect(covered).toBeGreaterThanOrEqual(0.92 * runs);
    expect(sums.base / runs).toBeCloseTo(exact('base'), 1.5);
    expect(sums.tuned / runs).toBeCloseTo(exact('tuned'), 1.5);
  });

  it('is no attractor of prompts where they share it', () => {
    const report = reportOf(circles(20, ways, true), 8, 1);
    expect(report.withinPrompt?.low).toBeGreaterThan(0);
    expect(report.withinPrompt?.isOwn).toBe(false);
    const verdict = attractorVerdict(report, 'bits');
    expect(verdict).toMatch(
      /^The tuned model has an attractor shared across prompts: .* in 20 of 20/,
    );
    expect(verdict).toMatch(
      / Shared across prompts, \d+ % \(.*\) of the tuned continuations are alike behind 20 of 20 prompts/,
    );
    expect(verdict).not.toContain('of its own');
  });

  it.each([
    [5, 2],
    [7, 2],
    [20, 6],
  ])(
    'is an attractor of identical models in at most one run of twenty: %i prompts of %i',
    (prompts, count) => {
      const same = { base: ways.base, tuned: ways.base };
      let none = 0;
      let tempted = 0;
      for (let run = 0; run < runs; run++) {
        const report = reportOf(circles(prompts, same), count, run + 1);
        if (isNone(report)) none++;
        if ((report.withinPrompt?.difference ?? 0) > 0) tempted++;
      }
      expect(none).toBeGreaterThanOrEqual(0.95 * runs);
      expect(tempted).toBeGreaterThan(0.2 * runs);
    },
  );
});
