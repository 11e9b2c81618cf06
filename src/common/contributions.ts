import type { DisplayUnit } from './format';
import type { Dtype } from './comparison';
import type { MetricId } from './metrics';

/** Every command of the extension; package.json's list is tested against it. */
export const commandIds = [
  'steerscope.compareDocument',
  'steerscope.compareSelection',
  'steerscope.compareVisibleRange',
  'steerscope.compareWithClipboard',
  'steerscope.compareWithDocument',
  'steerscope.compareWithCondition',
  'steerscope.toggleLive',
  'steerscope.cancel',
  'steerscope.clear',
  'steerscope.nextDivergence',
  'steerscope.previousDivergence',
  'steerscope.toggleLineRewards',
  'steerscope.selectMetric',
  'steerscope.selectPair',
  'steerscope.openPanel',
  'steerscope.showDistribution',
  'steerscope.showReport',
  'steerscope.export',
  'steerscope.exportSection',
  'steerscope.sampleContinuations',
  'steerscope.tryAlternative',
  'steerscope.insertContinuation',
  'steerscope.findAttractors',
  'steerscope.testPerturbations',
  'steerscope.runProbes',
  'steerscope.compareCheckpoints',
  'steerscope.cancelSampling',
  'steerscope.openSample',
  'steerscope.showLog',
  'steerscope.restartModelProcess',
  'steerscope.clearCache',
] as const;

export type CommandId = (typeof commandIds)[number];

/** A pair as a user writes it in `steerscope.pairs`: a pair.json, or two folders. */
export type PairSetting =
  | { readonly id: string; readonly name?: string; readonly file: string }
  | {
      readonly id: string;
      readonly name?: string;
      readonly base: string;
      readonly tuned: string;
      readonly dtype?: Dtype;
      readonly prefix?: readonly number[];
    };

/** Every setting with its type; names are relative to `steerscope.` */
export interface Settings {
  readonly pair: string;
  readonly pairs: readonly PairSetting[];
  readonly metric: MetricId;
  /** Divergence in bits from which a token is divergent. */
  readonly threshold: number;
  readonly units: DisplayUnit;
  readonly 'decorations.heat': 'off' | 'divergent' | 'all';
  readonly 'decorations.palette': 'colorBlindSafe' | 'highContrast';
  readonly 'live.enabled': boolean;
  /** Milliseconds without an edit before a live comparison starts. */
  readonly 'live.debounce': number;
  /** 0 takes the pair's context length. */
  readonly contextWindow: number;
  /** 0 takes half of the context window. */
  readonly stride: number;
  /** Of both models together; 0 takes what suits the machine. */
  readonly threads: number;
  /** `auto` takes the pair's own. */
  readonly dtype: Dtype | 'auto';
  readonly 'models.directory': string;
  /** Megabytes (10⁶ bytes) of results that are kept on disk; 0 keeps none. */
  readonly 'cache.size': number;
  /** UTF-16 code units. */
  readonly maxDocumentLength: number;
  /** Minutes without work after which the model process ends; 0 never. */
  readonly idleShutdown: number;
  /** Continuations by each model. */
  readonly 'sampling.count': number;
  /** Most tokens of a continuation. */
  readonly 'sampling.length': number;
  readonly 'sampling.temperature': number;
  readonly 'sampling.topP': number;
  /** 0 for all tokens. */
  readonly 'sampling.topK': number;
  readonly 'sampling.stop': readonly string[];
  /** −1 draws one. */
  readonly 'sampling.seed': number;
  /** Continuations of each prompt by each model; 0 takes more of one prompt than of several. */
  readonly 'attractors.count': number;
  /** Whether probes are put to the tuned model in a chat. */
  readonly 'probes.chat': boolean;
}

/** Defaults as package.json states them; a test compares the two. */
export const settingDefaults: Settings = {
  pair: 'wedding-party',
  pairs: [],
  metric: 'js',
  threshold: 0.3,
  units: 'bits',
  'decorations.heat': 'divergent',
  'decorations.palette': 'colorBlindSafe',
  'live.enabled': false,
  'live.debounce': 500,
  contextWindow: 0,
  stride: 0,
  threads: 0,
  dtype: 'auto',
  'models.directory': '',
  'cache.size': 256,
  maxDocumentLength: 1_200_000,
  idleShutdown: 10,
  'sampling.count': 8,
  'sampling.length': 64,
  'sampling.temperature': 1,
  'sampling.topP': 1,
  'sampling.topK': 0,
  'sampling.stop': [],
  'sampling.seed': -1,
  'attractors.count': 0,
  'probes.chat': false,
};

/** Context keys of when-clauses. */
export interface ContextKeys {
  /** The active editor's document has a comparison. */
  readonly 'steerscope.hasResult': boolean;
  /** A comparison of the active editor's document is running. */
  readonly 'steerscope.running': boolean;
  /** Continuations are sampled, or attractors are looked for. */
  readonly 'steerscope.sampling': boolean;
  /** There are continuations. */
  readonly 'steerscope.hasSamples': boolean;
  /** There is a report on attractors. */
  readonly 'steerscope.hasAttractors': boolean;
  /** Probes were asked or checkpoints compared. */
  readonly 'steerscope.hasStudies': boolean;
}

export const contextKeyIds = [
  'steerscope.hasResult',
  'steerscope.running',
  'steerscope.sampling',
  'steerscope.hasSamples',
  'steerscope.hasAttractors',
  'steerscope.hasStudies',
] as const satisfies readonly (keyof ContextKeys)[];

/** View type of the panel; its serializer is registered under the same. */
export const panelViewType = 'steerscope.panel';

/** Steps of the heat, from barely visible to strongest. */
export const heatSteps = 7;

/** Contributed colours; package.json gives each its four theme defaults. */
export const colorIds = [
  ...['1', '2', '3', '4', '5', '6', '7'].map((step) => `steerscope.heat${step}` as const),
  ...['1', '2', '3'].map((step) => `steerscope.tunedFavours${step}` as const),
  ...['1', '2', '3'].map((step) => `steerscope.tunedAvoids${step}` as const),
  'steerscope.divergentFavoured',
  'steerscope.divergentAvoided',
  'steerscope.littleContext',
] as const;

export type ColorId = (typeof colorIds)[number];
