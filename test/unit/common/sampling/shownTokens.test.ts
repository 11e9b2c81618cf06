import { describe, expect, it } from 'vitest';
import type { Continuation, SampleSet } from '../../../../src/common/sampling/continuation';
import { shownTokens } from '../../../../src/common/sampling/shownTokens';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const encoder = new TextEncoder();

/** A continuation whose tokens have the given bytes, divergences and log ratios, in nats. */
function made(
  tokens: readonly { bytes: Uint8Array | string; js?: number; ratio?: number }[],
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

const show = (...args: Parameters<typeof made>) => {
  const { continuation, set } = made(...args);
  return shownTokens(continuation, set, { unit: 'bits', threshold: 0.2 });
};

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
    expect(shown.map(({ heat }) => heat)).toEqual([6, 6, 2, 0]);
    expect(shown[0]?.title).toMatch(/log ratio \+1\.4 bits · divergence 0\.43 bits, divergent/);
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
