import type { Dtype } from '../comparison';
import type { ContextCap } from '../contextCap';
import type { CommandId } from '../contributions';
import type { ErrorAction, ErrorReport } from '../errors';
import type { DisplayUnit } from '../format';
import type { MetricId } from '../metrics';
import type { SectionPlot, SectionReport } from '../sections/sectionReport';
import type { LoadingStep } from './model';
import type { ExportedSectionId, ShownPart } from './panelExport';
import type { PanelSamples, PanelSamplesMessage, SamplesSectionId } from './panelSamples';
import type { PanelStudies, StudyId } from './panelStudies';
import type { PanelToken } from './panelToken';

/** Commands that the panel may ask for; anything else is refused. */
export const panelCommandIds = [
  'steerscope.compareDocument',
  'steerscope.compareWithCondition',
  'steerscope.cancel',
  'steerscope.selectMetric',
  'steerscope.selectPair',
  'steerscope.showReport',
  'steerscope.export',
  'steerscope.openSample',
  'steerscope.sampleContinuations',
  'steerscope.findAttractors',
  'steerscope.testPerturbations',
  'steerscope.runProbes',
  'steerscope.compareCheckpoints',
  'steerscope.cancelSampling',
] as const satisfies readonly CommandId[];

export type PanelCommandId = (typeof panelCommandIds)[number];

/** Actions beside an error message that the panel may ask for. */
export const panelActions = [
  'showLog',
  'restart',
  'chooseFolder',
  'choosePair',
  'openSettings',
  'samplingOptions',
  'compareSelection',
  'compareVisibleRange',
] as const satisfies readonly ErrorAction[];

/**
 * What the extension host tells the panel. Data always comes as a whole, never as a difference: a snapshot
 * has what is drawn of all rows and all numbers of the selected one, and of any other row they come when
 * it is selected.
 */
export type PanelHostMessage =
  | { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot }
  /**
   * The caret moved to another token of the document, or a command asks to look at one; `reveal`
   * scrolls to the token section.
   */
  | {
      readonly type: 'select';
      readonly uri: string;
      readonly comparison: string;
      readonly token: PanelToken;
      readonly reveal: boolean;
    }
  /** The numbers of a token that the page asked for. */
  | {
      readonly type: 'token';
      readonly uri: string;
      readonly comparison: string;
      readonly token: PanelToken;
    }
  /** Another part of the document is selected, or none. */
  | {
      readonly type: 'selectedText';
      readonly uri: string;
      readonly comparison: string;
      /** How much of the update that part supports; empty where nothing scored is selected. */
      readonly update: string;
    }
  | PanelMixtureMessage
  /** Paint a chart as pixels; answered under the same number. */
  | { readonly type: 'paint'; readonly job: number; readonly plot: SectionPlot }
  /** A command is about a section: scroll to it. */
  | { readonly type: 'showSection'; readonly section: SamplesSectionId | StudyId };

/** A supposed distribution at a row, computed over the whole vocabulary. */
export interface PanelMixture {
  /** The most probable tokens first, then the other ones that the page lists. */
  readonly ids: Int32Array;
  readonly probabilities: Float64Array;
  /** Each token as it is shown. */
  readonly texts: readonly string[];
  readonly vocabularySize: number;
}

/** What came of asking for a mixture; neither a mixture nor a problem where it was cancelled. */
export interface PanelMixtureMessage {
  readonly type: 'mixture';
  readonly uri: string;
  readonly comparison: string;
  readonly row: number;
  readonly lambda: number;
  readonly mixture: PanelMixture | undefined;
  readonly problem: string;
}

/** What the panel asks of the extension host; checked there before use. */
export type PanelWebviewMessage =
  /** The page listens now; it gets a snapshot in return. Sent again whenever the page is reloaded. */
  | { readonly type: 'ready' }
  /** Put the caret on a token. `focus` also moves the keyboard focus into the editor. */
  | {
      readonly type: 'goTo';
      readonly uri: string;
      readonly comparison: string;
      readonly row: number;
      readonly focus: boolean;
    }
  /** The page selected a token of which it has no numbers; answered with them unless the row is gone. */
  | {
      readonly type: 'lookAt';
      readonly uri: string;
      readonly comparison: string;
      readonly row: number;
    }
  | { readonly type: 'command'; readonly command: PanelCommandId }
  | { readonly type: 'action'; readonly action: ErrorAction }
  | PanelSamplesMessage
  /** Compute the distribution at a supposed λ over the whole vocabulary. */
  | {
      readonly type: 'mix';
      readonly uri: string;
      readonly comparison: string;
      readonly row: number;
      readonly lambda: number;
    }
  /** Write a section to a file. */
  | {
      readonly type: 'exportSection';
      readonly section: ExportedSectionId;
      readonly shown: ShownPart;
    }
  /** A chart that was to be painted, as a PNG file; null where the page cannot paint. */
  | { readonly type: 'painted'; readonly job: number; readonly png: Uint8Array | null }
  /** The page failed; for the log. Holds no document text. */
  | { readonly type: 'problem'; readonly message: string };

/** What is happening to the comparison of the panel's document. */
export type PanelState =
  /** No document to compare: no text editor was active yet. */
  | { readonly kind: 'noDocument' }
  | { readonly kind: 'notScored' }
  | ({ readonly kind: 'loading' } & LoadingStep)
  | { readonly kind: 'running'; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorReport };

/** A figure with its standard error; undefined where the text is too short for one. */
export interface PanelEstimate {
  readonly mean: number;
  readonly standardError: number | undefined;
}

/** The overview of one scored text. Log quantities in nats. */
export interface PanelFigures {
  /** The finding in one sentence, numbers first. */
  readonly verdict: string;
  readonly scoredTokens: number;
  readonly divergentTokens: number;
  /** 0 to 1. */
  readonly divergentShare: PanelEstimate;
  readonly meanJs: PanelEstimate;
  readonly perplexityBase: PanelEstimate;
  readonly perplexityTuned: PanelEstimate;
  /** Mean of ln p_tuned − ln p_base of the tokens that are there. */
  readonly meanLogRatio: PanelEstimate;
}

/** Columns of the scored rows, one element each; single precision, for display only. */
export interface PanelColumns {
  readonly id: Int32Array;
  /** Line of the token's first character in the document as it is now, from 1. */
  readonly line: Int32Array;
  /** The chosen metric in its own unit. */
  readonly metric: Float32Array;
}

/** Columns of the divergent rows, one element each, in document order; for display only. In nats. */
export interface PanelDivergent {
  readonly row: Int32Array;
  readonly js: Float32Array;
  /** ln p_tuned − ln p_base of the token that is there. */
  readonly logRatio: Float32Array;
  /** What the tuned model finds most probable. */
  readonly tunedTopId: Int32Array;
}

/** The base with a prefix, row by row. */
export interface PanelConditioned {
  /** The prefix as it is shown. */
  readonly prefix: string;
  /**
   * The chosen metric of the base with the prefix and the tuned model; shorter than the other columns where
   * rows are missing or were edited since.
   */
  readonly metric: Float32Array;
}

/** Everything the panel draws of a comparison. */
export interface PanelResult {
  readonly pairName: string;
  readonly baseName: string;
  readonly tunedName: string;
  readonly dtype: Dtype;
  /** Largest divergence that arithmetic alone produces, in nats. */
  readonly noiseFloor: number;
  /** Largest divergence by which later tokens move what is predicted before them, in nats. */
  readonly causality: number;
  /** See ScoredPair. */
  readonly contextCap: ContextCap | undefined;
  /** Divergence from which a token is divergent, in nats. */
  readonly threshold: number;
  readonly topK: number;
  /** Tokens before every window. */
  readonly prefixLength: number;
  /** Index in the text of the token of row 0; more than 0 when only a selection was compared. */
  readonly firstToken: number;
  /** Tokens of the whole text. */
  readonly tokenCount: number;
  /** Rows that the run is to fill; more than the columns' length while it is running. */
  readonly rowCount: number;
  /** Rows from this one on are stale. At least the columns' length when none is. */
  readonly firstStaleRow: number;
  readonly figures: PanelFigures;
  /** Where along the text the metric is strongest, in one sentence. */
  readonly along: string;
  readonly columns: PanelColumns;
  /** The base with the prefix that was compared last; undefined without one. */
  readonly conditioned: PanelConditioned | undefined;
  readonly divergent: PanelDivergent;
  /** The selected row, or the most divergent one without a selection. */
  readonly token: PanelToken;
  /** Tokens as they are shown, for every id of the columns: texts[i] is the text of ids[i]. */
  readonly tokenIds: Int32Array;
  readonly tokenTexts: readonly string[];
  /** The analyses, in the order of the page. */
  readonly analyses: readonly SectionReport[];
  /** A second text scored with the same pair. */
  readonly against: { readonly title: string; readonly figures: PanelFigures } | undefined;
}

/** Everything the panel draws. */
export interface PanelSnapshot {
  /** URI of the document; empty when there is none. */
  readonly uri: string;
  /** Name of the comparison to which rows belong; another for every run. Empty without one. */
  readonly comparison: string;
  /** Short name of the document. */
  readonly title: string;
  /** Name of the pair that was used, or of the one that would be. */
  readonly pairName: string;
  readonly metric: MetricId;
  readonly unit: DisplayUnit;
  readonly state: PanelState;
  readonly result: PanelResult | undefined;
  /** Row of the token at the caret; undefined, no selection, when it is not on a scored token. */
  readonly selection: number | undefined;
  /** How much of the update the selected part of the text supports, in a sentence; empty without one. */
  readonly selectedUpdate: string;
  readonly samples: PanelSamples;
  readonly studies: PanelStudies;
}
