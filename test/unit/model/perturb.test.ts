import { describe, expect, it } from 'vitest';
import type { Perturbed, PerturbationReport } from '../../../src/common/attractors/perturbation';
import type { Decoding } from '../../../src/common/sampling/decoding';
import { AttractorFinder } from '../../../src/model/sampling/attractorFinder';
import { circlingSampler, endId } from '../support/circlingSampler';

interface Writing {
  readonly prompt?: string;
  /** Ids that are written over and over. */
  readonly circle: readonly number[];
  readonly pieces?: ReadonlyMap<number, Uint8Array>;
  readonly decoding?: Partial<Decoding>;
}

function perturb({
  prompt = '',
  circle,
  pieces = new Map<number, Uint8Array>(),
  decoding = {},
}: Writing): Promise<PerturbationReport> {
  return new AttractorFinder(circlingSampler(circle, pieces)).perturb(
    {
      ...{ runId: 1, threads: 1, seed: 1, coupled: false, decoding },
      pair: {
        ...{ id: 'circle', name: 'Circle', dtype: 'fp32' },
        base: { name: 'Base', directory: '/none' },
        tuned: { name: 'Tuned', directory: '/none' },
      },
      prompts: [{ text: prompt }],
      ...{ writers: ['base', 'tuned'], count: 1, length: 40 },
    },
    () => undefined,
    new AbortController().signal,
  );
}

/** How often tuned comes back, of so many cases. */
async function returnsOf(writing: Writing): Promise<readonly number[]> {
  const { count, total } = (await perturb(writing)).tuned.returns;
  return [count, total];
}

/** Tokens with the bytes of a text, so many bytes in each. */
function tokensOf(text: string, length: number): Pick<Writing, 'circle' | 'pieces'> {
  const bytes = new TextEncoder().encode(text);
  const pieces = new Map(
    Array.from({ length: bytes.length / length }, (_, token) => [
      token + 1,
      bytes.subarray(token * length, (token + 1) * length),
    ]),
  );
  return { circle: [...pieces.keys()], pieces };
}

describe('what counts as a return', () => {
  it('is no copy of the prompt, though its tokens begin and end within characters', async () => {
    for (const [text, length] of [
      ['🌊', 2],
      ['東', 1],
      ['é', 1],
    ] as const) {
      const tokens = tokensOf(text, length);
      expect(await returnsOf({ prompt: text.repeat(12), ...tokens })).toEqual([0, 24]);
      expect(await returnsOf({ prompt: `${text} and ${text}`, ...tokens })).toEqual([24, 24]);
    }
  });

  it('is a text whose half characters are others than in the prompt', async () => {
    // Eight tokens are two characters and two thirds of one.
    expect(await returnsOf({ prompt: '東東 東東', ...tokensOf('東', 1) })).toEqual([24, 24]);
  });
});

describe('the texts that are changed', () => {
  const positionsOf = (perturbed: readonly Perturbed[]): number[] => [
    ...new Set(perturbed.map(({ position }) => position)),
  ];
  const circle = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, endId];

  it('end with a document as those that are sampled do', async () => {
    const { base, tuned } = await perturb({ circle });
    for (const { references, perturbed } of [base, tuned]) {
      expect(references.map(({ ids, end }) => [ids.length, end])).toEqual([[11, 'document']]);
      expect(positionsOf(perturbed)).toEqual([0]);
    }
  });

  it('go on behind its end where those that are sampled do, but end at no stop text', async () => {
    const decoding = { pastEnd: true, temperature: 0.7, stop: ['x'] };
    const { base, tuned } = await perturb({ circle, decoding });
    for (const { references, perturbed } of [base, tuned]) {
      expect(references.map(({ ids, end }) => [ids.length, end])).toEqual([[40, 'length']]);
      expect(positionsOf(perturbed)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    }
  });
});
