import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysesOf, type Analyses } from '../../src/common/analysis/analyses';
import type { PairComparer } from '../../src/model/pairComparer';
import { comparisonOf, paramsOf, realComparer } from './support/engine';

interface ModelReference {
  readonly temperature: number;
  readonly temperatureError: number;
  readonly calibration: {
    readonly ece: number;
    readonly null: number;
    readonly standardError: number;
  };
}

interface Reference {
  readonly text: string;
  readonly tokens: number;
  readonly supportedUpdate: {
    readonly peak: number;
    readonly estimate: number;
    readonly standardError: number;
  };
  readonly base: ModelReference;
  readonly tuned: ModelReference;
}

/** Made by `scripts/checkAnalyses.py`, which works from the raw logits with SciPy. */
const { weights, texts: references } = JSON.parse(
  readFileSync('test/fixtures/analysisReference.json', 'utf8'),
) as {
  /** SHA-256 of each model's weights. */
  readonly weights: Readonly<Record<'base' | 'tuned', string>>;
  readonly texts: readonly Reference[];
};

/** Largest difference, in standard errors. */
const tolerance = 1e-3;

let comparer: PairComparer;

beforeAll(() => {
  comparer = realComparer();
});

afterAll(async () => {
  await comparer.dispose();
});

it.each(['base', 'tuned'] as const)('the reference was made from the weights of %s', (model) => {
  const file = `media/models/wedding-party/${model}/onnx/model_fp16.onnx`;
  const actual = createHash('sha256').update(readFileSync(file)).digest('hex');
  expect(
    actual,
    `${file} has changed: run scripts/checkAnalyses.py again, as docs/numerics.md says`,
  ).toBe(weights[model]);
});

describe.each(references)(
  'the analyses of $text',
  ({ text, tokens, supportedUpdate, ...models }) => {
    let analyses: Analyses;

    beforeAll(async () => {
      const content = readFileSync(`media/samples/${text}`, 'utf8');
      const comparison = await comparisonOf(comparer, paramsOf(content));
      expect(comparison.scoredCount).toBe(tokens);
      analyses = analysesOf(comparison);
    });

    const close = (value: number | undefined, expected: number, error: number): void => {
      expect(Math.abs((value ?? NaN) - expected) / error).toBeLessThan(tolerance);
    };

    it('find the λ* that SciPy finds from the logits', () => {
      const { fit } = analyses.supportedUpdate;
      const { peak, estimate, standardError } = supportedUpdate;
      close(fit?.peak, peak, standardError);
      close(fit?.estimate, estimate, standardError);
      expect((fit?.standardError ?? NaN) / standardError).toBeCloseTo(1, 3);
    });

    it.each(['base', 'tuned'] as const)('find the temperature and the error of %s', (name) => {
      const expected = models[name];
      const found = analyses.calibration?.[name];
      close(found?.temperature?.temperature, expected.temperature, expected.temperatureError);
      close(found?.error.ece, expected.calibration.ece, expected.calibration.standardError);
      close(found?.error.null, expected.calibration.null, expected.calibration.standardError);
    });
  },
);
