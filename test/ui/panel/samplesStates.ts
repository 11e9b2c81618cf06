import { attractorSteps } from '../../../src/common/attractors/attractorReport';
import { finish } from '../../../src/common/steps';
import type { PanelRunState, PanelSamples } from '../../../src/common/protocol/panelSamples';
import { heatKey } from '../../../src/common/heatKey';
import type { SampleSet } from '../../../src/common/sampling/continuation';
import type { ShownTokensOptions } from '../../../src/common/sampling/shownTokens';
import type { SampleSource } from '../../../src/host/sampling/continuations';
import {
  panelAttractors,
  panelContinuations,
  panelKept,
} from '../../../src/views/samples/samplesSnapshot';
import { townChain } from '../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../unit/support/markovSamples';
import { perturbationOf } from '../../unit/support/perturbedSamples';

/** A walk through the town as running text: its states are words. */
export function walk(count: number, length: number, starts: readonly number[] = [0]): SampleSet {
  const chain = { ...townChain, horizon: 30, beta: 0.4 };
  const set = markovSamples(chain.states, rowsOf(chain), { count, length, seed: 3, starts });
  const words = new Map(
    chain.states.map((name, state) => [state, new TextEncoder().encode(` ${name}`)]),
  );
  return {
    ...set,
    prompts: set.prompts.map((prompt) => ({ ...prompt, text: 'Tom went to the' })),
    pieces: words,
    continuations: set.continuations.map((each) => ({
      ...each,
      text: each.text.replaceAll('\n', ' '),
      splitsAlike: each.index !== 1,
    })),
  };
}

const options: ShownTokensOptions = {
  unit: 'bits',
  threshold: 0.05,
  metric: 'js',
  heat: 'divergent',
};
const words = { title: 'rain.md', line: 7, before: 'same' } as const;

function source(uri: string, more: Partial<SampleSource> = {}): SampleSource {
  return {
    // The snapshot reads no more of it than that it is there.
    uri: uri as never,
    place: { offset: 40, edited: false },
    before: 'It was a small town by the sea. Tom went to the',
    lead: '',
    replaces: '',
    prompt: { text: 'Tom went to the' },
    ...more,
  };
}

function samples(
  state: PanelRunState,
  set: SampleSet | undefined,
  more: Partial<SampleSource> = {},
  shown = options,
): PanelSamples {
  const placed = source('file:///stories/rain.md', more);
  const [kept] = set?.continuations ?? [];
  return {
    heatKey: heatKey(shown, 'colorBlindSafe', shown.unit),
    continuations: panelContinuations(
      { run: '1', source: placed, set },
      state,
      { ...words, before: placed.place.edited ? 'edited' : 'same' },
      (id) => id === '1/base/0',
      shown,
    ),
    kept:
      set === undefined || kept === undefined
        ? []
        : [panelKept({ id: '1/base/0', source: placed, continuation: kept, set }, words, shown)],
    attractors: undefined,
  };
}

const many = walk(20, 8, [1, 2, 3, 4, 1, 2]);

/** A search for attractors. */
const found = {
  source: '6 prompts of beginnings.txt',
  prompts: [],
  setup: undefined,
  report: finish(attractorSteps(many)),
  perturbation: undefined,
};

/** The same search, once tokens were changed. */
export const perturbed = { ...found, perturbation: perturbationOf(many) };

/** What the sections about samples can be in. */
export const samplesStates = {
  written: {
    ...samples({ kind: 'done' }, walk(4, 12)),
    attractors: panelAttractors(found, { kind: 'done' }, options),
  },
  perturbed: {
    ...samples({ kind: 'done' }, undefined),
    continuations: undefined,
    attractors: panelAttractors(perturbed, { kind: 'done' }, options),
  },
  byLogRatio: samples({ kind: 'done' }, walk(4, 12), {}, { ...options, metric: 'logRatio' }),
  everyEntropy: samples(
    { kind: 'done' },
    walk(4, 12),
    {},
    { ...options, metric: 'entropyTuned', heat: 'all' },
  ),
  writing: {
    ...samples({ kind: 'running', fraction: 0.43 }, walk(1, 12), {
      lead: ' harbour',
      place: { offset: 40, edited: true },
    }),
    attractors: panelAttractors(
      { ...found, report: undefined },
      { kind: 'loading', name: 'Story base', bytes: 12_345_678, measuring: false },
      options,
    ),
  },
  failed: samples(
    {
      kind: 'failed',
      error: {
        kind: 'usage',
        message:
          'A continuation of 5000 tokens does not fit: this pair sees 512 tokens at once, and beyond them a model would no longer see what it continues. Ask for at most 510.',
        actions: ['samplingOptions'],
      },
    },
    undefined,
  ),
} satisfies Record<string, PanelSamples>;
