import type { ErrorReport } from '../errors';
import type { HeatKey } from '../heatKey';
import type { ContinuationFact } from '../sampling/continuationSentences';
import type { ModelName } from '../sampling/continuation';
import type { ShownToken } from '../sampling/shownTokens';
import type { SectionReport } from '../sections/sectionReport';
import type { LoadingStep } from './model';

/** What the page may ask to be done with one continuation. */
export const sampleActions = ['insert', 'continue', 'compare', 'keep', 'drop'] as const;

export type SampleAction = (typeof sampleActions)[number];

/** Sections of the page that a command brings into view. */
export type SamplesSectionId = 'continuations' | 'attractors';

/** What is happening to a run of sampling. */
export type PanelRunState =
  | ({ readonly kind: 'loading' } & LoadingStep)
  | { readonly kind: 'running'; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: ErrorReport };

/** One continuation, ready to be read. */
export interface PanelContinuation {
  /** By which actions name it. */
  readonly id: string;
  readonly writer: ModelName;
  /** Who wrote it and its number: `tuned 3`. */
  readonly label: string;
  readonly tokens: readonly ShownToken[];
  readonly facts: readonly ContinuationFact[];
  readonly notes: readonly string[];
  readonly isKept: boolean;
  /** What it continues and how it was drawn, for one that is shown apart from its run. */
  readonly origin: string;
}

/** The continuations of one place. */
export interface PanelContinuations {
  readonly state: PanelRunState;
  /** What is continued. */
  readonly where: string;
  /** How it was drawn: pair, number, temperature and so on, seed. */
  readonly how: string;
  /** What has to be known about the prompt. */
  readonly notes: readonly string[];
  readonly finding: string;
  readonly base: readonly PanelContinuation[];
  readonly tuned: readonly PanelContinuation[];
  /** Continuations of each model that are not shown. */
  readonly hidden: number;
}

/** What the search for attractors found. */
export interface PanelAttractors {
  readonly state: PanelRunState;
  /** What was continued, in words. */
  readonly where: string;
  readonly how: string;
  readonly report: SectionReport<'attractors'> | undefined;
  readonly examples: readonly PanelContinuation[];
  readonly isPerturbed: boolean;
}

/** Everything that the panel draws of sampling; of the last run, whatever document is shown. */
export interface PanelSamples {
  /** What the heat behind their tokens says; undefined where none are shown. */
  readonly heatKey: HeatKey | undefined;
  readonly continuations: PanelContinuations | undefined;
  readonly kept: readonly PanelContinuation[];
  readonly attractors: PanelAttractors | undefined;
}

/** What the page asks about samples. */
export type PanelSamplesMessage =
  | { readonly type: 'sample'; readonly action: SampleAction; readonly id: string }
  /** Let both models go on from a token of a comparison's row being another. */
  | {
      readonly type: 'alternative';
      readonly uri: string;
      readonly comparison: string;
      readonly row: number;
      readonly id: number;
    };
