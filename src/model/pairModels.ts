import type { CausalLm } from './causalLm';
import type { CheckpointFiles } from './modelFiles';

/** Both models of a pair. */
export type Models = readonly [base: CausalLm, tuned: CausalLm];

/** What models are loaded with. */
export interface ModelLoader {
  loadModel(files: CheckpointFiles, threads: number): Promise<CausalLm>;
  /** Whether each model runs in a thread of its own; no more once such a thread has ended by itself. */
  readonly hasModelThreads: boolean;
}

/** Loads both models of a pair, more than once where plans are measured, and knows which are in memory. */
export class PairModels {
  private readonly held = new Set<CausalLm>();

  constructor(
    private readonly loader: ModelLoader,
    private readonly base: CheckpointFiles,
    private readonly tuned: CheckpointFiles,
  ) {}

  /** See ModelLoader. */
  get hasThreads(): boolean {
    return this.loader.hasModelThreads;
  }

  /**
   * Both models, or a failure and neither of them in memory.
   *
   * @param threads of each model's session; 0 lets the runtime choose
   * @param onTuned called when the second one is begun
   * @throws UserFacingError if the runtime refuses a file
   */
  async load(threads: number, onTuned = (): void => undefined): Promise<Models> {
    const base = this.loader.loadModel(this.base, threads);
    if (!this.hasThreads) await base;
    onTuned();
    const loading = [base, this.loader.loadModel(this.tuned, threads)] as const;
    const loaded = (await Promise.allSettled(loading)).flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    for (const model of loaded) this.held.add(model);
    if (loaded.length < loading.length) await this.free(loaded);
    return await Promise.all(loading);
  }

  /** Frees models that `load` gave; those that were freed already are left alone. */
  async free(models: readonly CausalLm[]): Promise<void> {
    for (const model of models) if (this.held.delete(model)) await model.dispose();
  }

  /** Frees all models in memory, the one that was loaded last first. */
  async dispose(): Promise<void> {
    await this.free([...this.held].reverse());
  }
}
