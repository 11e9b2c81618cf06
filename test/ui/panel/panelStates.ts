import type { Comparison } from '../../../src/common/comparison';
import type { MetricId } from '../../../src/common/metrics';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import type { PanelToken } from '../../../src/common/protocol/panelToken';
import type { PanelStudies } from '../../../src/common/protocol/panelStudies';
import type { PanelSamples } from '../../../src/common/protocol/panelSamples';
import type { ComparedDocument, RunState } from '../../../src/host/comparisonStore';
import { panelSnapshot } from '../../../src/views/panel/panelSnapshot';
import { panelToken } from '../../../src/views/panel/panelToken';
import { samplesStates } from './samplesStates';
import { studiesStates } from './studiesStates';
import { syntheticComparison } from './syntheticComparison';
import { awkward, story } from './texts';
import { finish } from '../../../src/common/steps';

const uri = 'file:///stories/rain.md';
const noSamples: PanelSamples = {
  heatKey: undefined,
  continuations: undefined,
  kept: [],
  attractors: undefined,
};

const noStudies: PanelStudies = { probes: undefined, checkpoints: undefined };

interface Scene {
  readonly text?: string;
  readonly comparison?: Comparison;
  readonly state: RunState;
  readonly firstStaleRow?: number;
  readonly against?: ComparedDocument['against'];
  readonly conditions?: readonly Comparison[];
  readonly selection?: number;
  readonly metric?: MetricId;
  readonly samples?: PanelSamples;
  readonly studies?: PanelStudies;
}

/** A snapshot as the real builder makes it; only the store's entry is made up. */
function scene(input: Scene | undefined, hasDocument = true): PanelSnapshot {
  const { comparison } = input ?? {};
  const entry = input && {
    state: input.state,
    comparison,
    starts: comparison?.tokens.start ?? new Int32Array(),
    ends: comparison?.tokens.end ?? new Int32Array(),
    firstStaleRow: input.firstStaleRow ?? comparison?.rowCount ?? 0,
    against: input.against,
    conditions: input.conditions,
  };
  return finish(
    panelSnapshot({
      uri: hasDocument ? uri : '',
      comparisonId: comparison ? 'run-1' : '',
      title: hasDocument ? 'rain.md' : '',
      text: input?.text ?? story,
      entry,
      pairName: 'Wedding party',
      metric: input?.metric ?? 'js',
      unit: 'bits',
      threshold: 0.1,
      selection: input?.selection,
      selectedUpdate: '',
      samples: input?.samples ?? noSamples,
      studies: input?.studies ?? noStudies,
    }),
  );
}

const steered = syntheticComparison(story, { steering: 6 });
const withBeta = { ...steered, pair: { ...steered.pair, beta: 0.03 } };
/** The same text with a base that a prefix steers towards the tuned model, or away from it. */
function withPrefix(text: string, steering: number): Comparison {
  const { divergence } = syntheticComparison(story, { steering: 6 - steering });
  const { tuned: base } = syntheticComparison(story, { steering });
  return { ...steered, base, divergence, condition: { text, ids: [1], isSplitAlike: true } };
}

const done: RunState = { kind: 'done' };
const failed = (
  kind: 'unreadable' | 'incomparable' | 'processLost',
  message: string,
  actions: ('showLog' | 'restart' | 'chooseFolder' | 'choosePair')[],
): RunState => ({ kind: 'failed', error: { kind, message, actions } });
const processLost = failed(
  'processLost',
  'The model process ended unexpectedly (SIGKILL: usually out of memory). Nothing in your document changed. Try a smaller pair or dtype.',
  ['showLog', 'restart'],
);

/** What the extension host answers for a row of the state `selected`. */
export function selectedToken(row: number): PanelToken {
  const { start: starts, end: ends } = steered.tokens;
  return panelToken({ starts, ends }, steered, (start, end) => story.slice(start, end), row);
}

/** One snapshot for every state that the panel can be in. */
export const panelStates = {
  result: scene({ comparison: steered, state: done }),
  selected: scene({ comparison: steered, state: done, selection: 120 }),
  logRatio: scene({ comparison: steered, state: done, metric: 'logRatio', selection: 120 }),
  rankChange: scene({ comparison: steered, state: done, metric: 'rankChange' }),
  withBeta: scene({ comparison: withBeta, state: done, selection: 40 }),
  against: scene({
    comparison: steered,
    state: done,
    against: {
      title: 'Clipboard',
      comparison: syntheticComparison(story.slice(0, 700), { steering: 2, seed: 3 }),
    },
  }),
  awkward: scene({
    text: awkward,
    comparison: syntheticComparison(awkward, { steering: 8 }),
    state: done,
    selection: 3,
  }),
  conditioned: scene({
    comparison: steered,
    state: done,
    conditions: [
      withPrefix('A happy story.\n\n', 1),
      withPrefix('Mood: sad.\n\n', -2),
      withPrefix('Mood: happy. Topic: wedding.\n\n', 3),
    ],
    selection: 120,
  }),
  notCausal: scene({
    comparison: { ...steered, pair: { ...steered.pair, causality: 0.0066, noiseFloor: 0.006 } },
    state: done,
    selection: 40,
  }),
  alike: scene({ comparison: syntheticComparison(story, { steering: 0 }), state: done }),
  short: scene({
    text: story.slice(0, 40),
    comparison: syntheticComparison(story.slice(0, 40), { steering: 6 }),
    state: done,
    selection: 3,
  }),
  long: scene({
    text: story.repeat(16),
    comparison: syntheticComparison(story.repeat(16), { steering: 6 }),
    state: done,
  }),
  running: scene({
    comparison: syntheticComparison(story, { steering: 6, scored: 0.43 }),
    state: { kind: 'running', fraction: 0.43 },
  }),
  stale: scene({ comparison: steered, state: done, firstStaleRow: 240, selection: 300 }),
  cancelled: scene({
    comparison: syntheticComparison(story, { steering: 6, scored: 0.2 }),
    state: { kind: 'cancelled' },
  }),
  failedWithResult: scene({ comparison: steered, state: processLost }),
  noDocument: scene(undefined, false),
  notScored: scene(undefined),
  loading: scene({
    state: { kind: 'loading', name: 'Story base', bytes: 12_345_678, measuring: false },
  }),
  measuring: scene({
    state: { kind: 'loading', name: 'Story base', bytes: 12_345_678, measuring: true },
  }),
  starting: scene({ state: { kind: 'running', fraction: 0 } }),
  cancelledEarly: scene({ state: { kind: 'cancelled' } }),
  failed: scene({
    state: failed(
      'unreadable',
      'base/onnx/model.onnx cannot be read: it is not an ONNX file. Download it again or choose another folder.',
      ['chooseFolder'],
    ),
  }),
  processLost: scene({ state: processLost }),
  incomparable: scene({
    state: failed(
      'incomparable',
      'These two models cannot be compared token by token: their tokenizers split “2+2=4” differently.',
      ['choosePair', 'showLog'],
    ),
  }),
  nothingToScore: scene({ text: '', state: done }),
  written: scene({ comparison: steered, state: done, samples: samplesStates.written }),
  perturbed: scene({ comparison: steered, state: done, samples: samplesStates.perturbed }),
  writtenByLogRatio: scene({
    comparison: steered,
    state: done,
    metric: 'logRatio',
    samples: samplesStates.byLogRatio,
  }),
  writtenByEntropy: scene({
    comparison: steered,
    state: done,
    metric: 'entropyTuned',
    samples: samplesStates.everyEntropy,
  }),
  writing: { ...scene(undefined, false), samples: samplesStates.writing },
  studied: scene({ comparison: steered, state: done, studies: studiesStates.studied }),
  studying: { ...scene(undefined, false), studies: studiesStates.studying },
  studyFailed: scene({ comparison: steered, state: done, studies: studiesStates.studyFailed }),
  samplingFailed: { ...scene(undefined), samples: samplesStates.failed },
} satisfies Record<string, PanelSnapshot>;

export type PanelStateName = keyof typeof panelStates;
