import type { AttractorReport } from '../attractors/attractorReport';
import type { PerturbationReport } from '../attractors/perturbation';
import type { CheckpointSeries } from '../checkpoints/checkpointSeries';
import type { CheckpointsParams } from './checkpoints';
import type { Mixture, MixtureParams, MixtureProgress } from './mixing';
import type { CompareParams, CompareProgress, CompareResult } from './model';
import type { ProbeParams, ProbeProgress, ProbeResult } from './probing';
import type { SampleParams, SampleProgress, SampleResult } from './sampling';

/** How far a run is that gives everything at its end, in this order: loading*, written*. */
export type WritingProgress = Extract<SampleProgress, { readonly kind: 'loading' | 'written' }>;

/** What the model process can be asked: parameters, what it reports on the way, and what it gives. */
export interface ModelRequests {
  readonly compare: {
    readonly params: CompareParams;
    readonly progress: CompareProgress;
    readonly result: CompareResult;
  };
  readonly sample: {
    readonly params: SampleParams;
    readonly progress: SampleProgress;
    readonly result: SampleResult;
  };
  /** Samples and says where it leads. */
  readonly findAttractors: {
    readonly params: SampleParams;
    readonly progress: WritingProgress;
    readonly result: AttractorReport;
  };
  /** Changes tokens of the most probable continuations; of the parameters, `decoding` and `count` are its own. */
  readonly testPerturbations: {
    readonly params: SampleParams;
    readonly progress: WritingProgress;
    readonly result: PerturbationReport;
  };
  /** Finds out what probability both models give to answers. */
  readonly probe: {
    readonly params: ProbeParams;
    readonly progress: ProbeProgress;
    readonly result: ProbeResult;
  };
  /** Samples with every tuned checkpoint of a pair and says what each comes to. */
  readonly compareCheckpoints: {
    readonly params: CheckpointsParams;
    readonly progress: WritingProgress;
    readonly result: CheckpointSeries;
  };
  /** Mixes both models' predictions of one token. */
  readonly mix: {
    readonly params: MixtureParams;
    readonly progress: MixtureProgress;
    readonly result: Mixture;
  };
}

export type ModelRequestName = keyof ModelRequests;
