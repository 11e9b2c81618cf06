import { describe, expect, it } from 'vitest';
import {
  causalitySentence,
  isCausal,
  noiseFloorText,
  trustedFrom,
  trustedKlFrom,
  trustedMetricFrom,
} from '../../../src/common/causality';
import { metricIds } from '../../../src/common/metrics';
import { seededRandom } from '../../model/support/randomLogits';
import { referenceRow } from '../../model/support/referenceStatistics';
import { divergentRows } from '../../../src/common/divergent';
import { readingAt } from '../../../src/common/sentences';
import { makeComparison } from '../support/comparisons';

describe('what was measured of a pair', () => {
  it('is causal where neither later tokens nor the cutting change numbers beyond rounding', () => {
    expect(isCausal({ noiseFloor: 1e-6, causality: 0 })).toBe(true);
    expect(isCausal({ noiseFloor: 2e-4, causality: 1e-7 })).toBe(true);
    expect(isCausal({ noiseFloor: 1e-6, causality: 2e-5 })).toBe(false);
    expect(isCausal({ noiseFloor: 2e-3, causality: 0 })).toBe(false);
  });

  it('lets nothing be said of a token below what later tokens move', () => {
    const pair = { noiseFloor: 0.001, causality: 0.02 };
    expect(trustedFrom(pair)).toBe(0.02);
    const rows = [0.015, 0.03].map((js) => ({ piece: 'x', js, baseSurprisal: 3 }));
    const comparison = makeComparison(rows, { pair });
    expect([...divergentRows(comparison, 0.01)]).toEqual([1]);
    expect([0, 1].map((row) => readingAt(comparison, row))).toEqual([
      'alike here',
      'tuned favours it',
    ]);
  });

  it('takes noise for four times as large in KL, as it is of predictions that are nearly alike', () => {
    const random = seededRandom(4);
    for (const size of [1e-3, 3e-3, 1e-2]) {
      const base = Array.from({ length: 50 }, () => 6 * random());
      const noisy = base.map((logit) => logit + size * (random() - 0.5));
      const { js, klTunedBase, tv } = referenceRow(base, noisy, 0, 1, 50).divergence;
      expect(trustedKlFrom({ noiseFloor: js, causality: 0 }) / klTunedBase).toBeCloseTo(1, 2);
      expect(trustedMetricFrom({ noiseFloor: js, causality: 0 }, 'totalVariation')).toBeGreaterThan(
        tv,
      );
    }
  });

  it('has a noise floor of divergences and of nothing else', () => {
    const pair = { noiseFloor: 0.0008, causality: 0.0002 };
    expect(
      metricIds.flatMap((id) => {
        const floor = noiseFloorText(pair, id, 'nats');
        return floor === '' ? [] : [`${id}: ${floor}`];
      }),
    ).toEqual([
      'js: noise floor 0.001 nats',
      'klTunedBase: noise floor 0.003 nats',
      'klBaseTuned: noise floor 0.003 nats',
      'totalVariation: noise floor 0.04',
    ]);
  });

  it.each([
    [0, 1e-6, 'At dtype fp16 later tokens change nothing before them.'],
    [
      0,
      6e-4,
      'At dtype fp16 later tokens change nothing before them that stands out of the noise.',
    ],
    [
      1e-7,
      1e-6,
      'At dtype fp16 later tokens change numbers before them by up to < 0.001 nats: rounding.',
    ],
    [
      0.5,
      1e-6,
      'At dtype fp16 later tokens change numbers before them by up to 0.5000 nats: the pair is not causal.',
    ],
  ])('is said in a sentence: %d nats', (causality, noiseFloor, sentence) => {
    expect(causalitySentence({ dtype: 'fp16', causality, noiseFloor }, 'nats')).toBe(sentence);
  });
});
