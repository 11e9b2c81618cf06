import { describe, expect, it } from 'vitest';
import { heatBrushes } from '../../../../src/common/heat';
import { metricIds, type MetricColumns } from '../../../../src/common/metrics';
import type { Continuation, SampleSet } from '../../../../src/common/sampling/continuation';
import { shownTokens, type ShownTokensOptions } from '../../../../src/common/sampling/shownTokens';
import { paint, type Brush, type PaintedComparison } from '../../../../src/views/decorations/paint';
import { townChain } from '../../../fixtures/markovChain';
import { makeComparison } from '../../support/comparisons';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const encoder = new TextEncoder();

/** A continuation whose tokens have the given bytes, divergences and log ratios, in nats. */
function made(
  tokens: readonly { bytes: Uint8Array | string; js?: number; ratio?: number; tv?: number }[],
  end: Continuation['end'] = 'length',
): { continuation: Continuation; set: SampleSet } {
  const set = markovSamples(townChain.states, rowsOf({ ...townChain, horizon: 9, beta: 0.4 }), {
    count: 1,
    length: tokens.length,
    seed: 1,
  });
  const [first] = set.continuations;
  if (first === undefined) throw new Error('Nothing was written.');
  const zeros = new Float64Array(tokens.length);
  const { statistics } = first;
  return {
    set: {
      ...set,
      pieces: new Map(
        tokens.map(({ bytes }, id) => [
          id,
          typeof bytes === 'string' ? encoder.encode(bytes) : bytes,
        ]),
      ),
    },
    continuation: {
      ...first,
      end,
      ids: Int32Array.from(tokens, (_, id) => id),
      statistics: {
        ...statistics,
        js: Float64Array.from(tokens, ({ js = 0 }) => js),
        tv: Float64Array.from(tokens, ({ tv = 0 }) => tv),
        base: {
          ...statistics.base,
          surprisal: Float64Array.from(tokens, ({ ratio = 0 }) => ratio),
        },
        tuned: { ...statistics.tuned, surprisal: zeros },
        klBaseTuned: zeros,
        klTunedBase: zeros,
        logRatioVarianceBase: zeros,
      },
    },
  };
}

const options: ShownTokensOptions = {
  unit: 'bits',
  threshold: 0.2,
  metric: 'js',
  heat: 'divergent',
};

const show = (
  tokens: Parameters<typeof made>[0],
  end: Continuation['end'] = 'length',
  more: Partial<ShownTokensOptions> = {},
) => {
  const { continuation, set } = made(tokens, end);
  return shownTokens(continuation, set, { ...options, ...more });
};

/** A text of one-letter tokens with given statistics. */
function paintedOf(columns: MetricColumns, count: number): PaintedComparison {
  const comparison = makeComparison(
    Array.from({ length: count }, () => ({ piece: 'x', contextLength: 100 })),
  );
  const { base, tuned, divergence } = comparison;
  return {
    comparison: {
      ...comparison,
      base: { ...base, ...columns.base },
      tuned: { ...tuned, ...columns.tuned },
      divergence: { ...divergence, ...columns.divergence },
    },
    starts: comparison.tokens.start,
    ends: comparison.tokens.end,
    firstStaleRow: count,
  };
}

function brushAt(painted: ReturnType<typeof paint>, offset: number): Brush | undefined {
  return heatBrushes.find((brush) =>
    painted.get(brush)?.some(({ start, end }) => start <= offset && offset < end),
  );
}

describe('shownTokens', () => {
  it('reads as the text does, with line ends that are seen', () => {
    expect(
      show([{ bytes: ' a' }, { bytes: '.\n\n' }, { bytes: '\tB\u0000' }]).map((t) => t.text),
    ).toEqual([' a', '.⏎\n⏎\n', '⇥B⟨U+0000⟩']);
  });

  it('shows tokens that share a character as one, by the strongest of them', () => {
    const [first, second, third, ...rest] = encoder.encode('🙂');
    const parts = [[first], [second, third], rest].map((bytes) =>
      Uint8Array.from(bytes.filter((byte) => byte !== undefined)),
    );
    const shown = show([
      { bytes: 'x' },
      ...parts.map((bytes, place) => ({ bytes, js: place === 1 ? 0.3 : 0, ratio: -1 })),
    ]);
    expect(shown.map(({ text, mark }) => [text, mark])).toEqual([
      ['x', undefined],
      ['🙂', 'avoided'],
    ]);
  });

  it('shows bytes that are no character as bytes', () => {
    expect(show([{ bytes: Uint8Array.of(0xe2, 0x82) }]).map(({ text }) => text)).toEqual([
      '⟨E2 82⟩',
    ]);
  });

  it('marks divergent tokens by direction and gives the others a faint heat at most', () => {
    const shown = show([
      { bytes: 'a', js: 0.3, ratio: 1 },
      { bytes: 'b', js: 0.3, ratio: -1 },
      { bytes: 'c', js: 0.19 },
      { bytes: 'd' },
    ]);
    expect(shown.map(({ mark }) => mark)).toEqual(['favoured', 'avoided', undefined, undefined]);
    expect(shown.map(({ heat }) => heat)).toEqual(['heat6', 'heat6', 'heat2', undefined]);
    expect(shown.map(({ isFaint }) => isFaint)).toEqual([false, false, true, true]);
    expect(shown[0]?.title).toMatch(/log ratio \+1\.4 bits · divergence 0\.43 bits, divergent/);
  });

  it('has the heat of the metric that is chosen, to either side where it has a sign', () => {
    const tokens = [
      { bytes: 'a', js: 0.3, ratio: 1.5 },
      { bytes: 'b', js: 0.3, ratio: -3 },
      { bytes: 'c', js: 0.1, ratio: -3 },
    ];
    const heat = (more: Partial<ShownTokensOptions>) =>
      show(tokens, 'length', more).map((token) => token.heat);
    expect(heat({ metric: 'logRatio' })).toEqual(['tunedFavours2', 'tunedAvoids3', 'tunedAvoids1']);
    expect(heat({ metric: 'logRatio', heat: 'all' })[2]).toBe('tunedAvoids3');
    expect(heat({ heat: 'off' })).toEqual([undefined, undefined, undefined]);
  });

  it.each(metricIds)('has the same heat as the editor by %s', (metric) => {
    const set = markovSamples(townChain.states, rowsOf({ ...townChain, horizon: 9, beta: 0.4 }), {
      count: 4,
      length: 8,
      seed: 1,
    });
    const heats = set.continuations.flatMap((continuation) => {
      const { ids, statistics } = continuation;
      const shown = shownTokens(continuation, set, { ...options, metric, heat: 'all' });
      const { base, tuned } = statistics;
      const painted = paint(
        paintedOf({ base, tuned, divergence: statistics }, ids.length),
        { metric, heat: 'all', thresholdNats: options.threshold, faint: true },
        { start: 0, end: ids.length },
      );
      expect(shown.map(({ heat }) => heat)).toEqual(
        Array.from(ids, (_, token) => brushAt(painted, token)),
      );
      return shown.map(({ heat }) => heat);
    });
    expect(new Set(heats).size).toBeGreaterThan(1);
  });

  it('says what the metric is where it is not one of those that are always said', () => {
    const title = (metric: ShownTokensOptions['metric']) =>
      show([{ bytes: 'a', js: 0.3, ratio: 1, tv: 0.45 }], 'length', { metric })[0]?.title;
    expect(title('totalVariation')).toBe(`${title('js') ?? ''} · total variation 0.45`);
    expect(title('surprisalBase')).toBe(`${title('js') ?? ''} · surprisal (base) 1.44 bits`);
    expect(title('klTunedBase')).toBe(title('js'));
  });

  it('marks the turning point and the end of the document', () => {
    const shown = show(
      [
        { bytes: 'a', ratio: -1 },
        { bytes: 'b', ratio: 3 },
        { bytes: '<|end|>', ratio: 1 },
      ],
      'document',
    );
    expect(shown.map(({ isTurn }) => isTurn)).toEqual([false, true, false]);
    expect(shown.at(-1)?.text).toBe('⟨end of document⟩');
  });
});
