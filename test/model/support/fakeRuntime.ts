import { buildStatisticsKernel } from '../../../scripts/kernel/statisticsKernel.mjs';
import type {
  BatchLogits,
  CausalLm,
  LmBatch,
  Logits,
  LmSequence,
  Tokenizer,
} from '../../../src/model/causalLm';
import { ModelFiles, type CheckpointFiles } from '../../../src/model/modelFiles';
import type { Runtime } from '../../../src/model/pairLoader';
import { StatisticsReducer } from '../../../src/model/statistics/statisticsReducer';

/** Ids of the fake vocabulary: 0 separates documents, 1 to 15 are the letters a to o. */
export const fakeVocabulary = 16;

/**
 * Logits that depend on every id before and on their order, so that a wrong, missing or additional
 * token of context shows in the numbers.
 */
export function fakeLogits(context: readonly number[], seed: number, width: number): number[] {
  let state = seed + 1;
  for (const id of context) state = (Math.imul(state, 31) + id + 7) % 1_000_003;
  return Array.from({ length: width }, (_, id) => 3 * Math.sin(state * 0.37 + id * (1.1 + seed)));
}

/** Memory that a fake model takes for each token, where nothing else is said. */
export const bytesPerToken = 1000;

/** What happened in a fake runtime, in order: `load base`, `feed base 3`, `free base` … */
export type Events = string[];

export interface FakeOptions {
  readonly canContinue?: boolean;
  /** Whether both models are taken to run at the same time. */
  readonly hasModelThreads?: boolean;
  readonly widths?: { readonly base: number; readonly tuned: number };
  readonly tokenizerSize?: number;
  /** Of the weights of each model. */
  readonly bytes?: number;
  /** How far the last id of a run scales all logits of the tuned model, as quantisation may. */
  readonly tunedLeak?: number;
  /** How far each run of the tuned model scales its logits otherwise than the one before. */
  readonly tunedJitter?: number;
  /** Memory that each model takes for a token. */
  readonly bytesPerToken?: number;
  /** Called behind each run of a model with the tokens that both remember, in sequences and batches. */
  readonly onHeld?: (tokens: number) => void;
  /** Called before each run of a model. */
  readonly onFeed?: (name: string, tokens: number) => Promise<void> | void;
  /** Called when a model is to be loaded. */
  readonly onLoad?: (name: string) => Promise<void> | void;
  /** Called when the state of a folder's files is asked for. */
  readonly onFingerprint?: (directory: string) => Promise<void> | undefined;
  readonly tunedTokenizer?: Tokenizer;
  /** Texts of tokenizer_config.json; if given, both models have the same tokenizer.json. */
  readonly tokenizerConfigs?: { readonly base: string; readonly tuned: string };
}

export const fakeTokenizer: Tokenizer = {
  // Other characters, as in the probe text, are taken for letters too.
  encode: (text) => Int32Array.from(text, (letter) => 1 + ((letter.charCodeAt(0) + 8) % 15)),
  size: fakeVocabulary,
  added: new Map([[0, '<|endoftext|>']]),
  bytesOf: (id) =>
    new TextEncoder().encode(id === 0 ? '<|endoftext|>' : String.fromCharCode(96 + id)),
};

/** Tokens of a sequence or a batch. */
type Held = () => number;

class FakeLm implements CausalLm {
  readonly canContinue: boolean;
  private runs = 0;
  private readonly contexts = new WeakMap<LmSequence, number[]>();

  constructor(
    private readonly name: 'base' | 'tuned',
    private readonly options: FakeOptions,
    private readonly events: Events,
    /** What both models remember and was not freed. */
    private readonly held: Set<Held>,
  ) {
    this.canContinue = options.canContinue ?? true;
  }

  start(): LmSequence {
    return this.sequenceOf([]);
  }

  private sequenceOf(context: number[]): LmSequence {
    const held: Held = () => context.length;
    this.held.add(held);
    const perToken = this.options.bytesPerToken ?? bytesPerToken;
    const sequence: LmSequence = {
      get length() {
        return context.length;
      },
      get bytes() {
        return perToken * context.length;
      },
      dispose: () => {
        this.held.delete(held);
      },
      cut: (length) => this.sequenceOf(context.slice(0, length)),
      feed: async (ids, skipped = 0): Promise<Logits> => {
        if (context.length > 0 && !this.canContinue) throw new Error('There is no cache.');
        const { data, dims } = await this.run([context], ids);
        const [, tokens, width] = dims;
        return { data: data.subarray(skipped * width), dims: [1, tokens - skipped, width] };
      },
    };
    this.contexts.set(sequence, context);
    return sequence;
  }

  batch(sequences: readonly LmSequence[]): LmBatch {
    let contexts = sequences.map((sequence) => [...(this.contexts.get(sequence) ?? [])]);
    const held: Held = () => contexts.reduce((sum, { length }) => sum + length, 0);
    this.held.add(held);
    return {
      get count() {
        return contexts.length;
      },
      feed: (ids) => this.run(contexts, ids),
      dispose: () => {
        this.held.delete(held);
      },
      select: (sequences) => {
        contexts = sequences.map((sequence) => [...(contexts[sequence] ?? [])]);
      },
    };
  }

  /** Feeds each context its part of the ids; gives the logits behind each of them. */
  private async run(contexts: number[][], ids: Int32Array): Promise<BatchLogits> {
    const width = this.options.widths?.[this.name] ?? fakeVocabulary;
    await this.options.onFeed?.(this.name, ids.length);
    this.events.push(`feed ${this.name} ${ids.length}`);
    const data = new Float32Array(ids.length * width);
    const leak = this.name === 'tuned' ? (this.options.tunedLeak ?? 0) : 0;
    const jitter = this.name === 'tuned' ? (this.options.tunedJitter ?? 0) : 0;
    this.runs++;
    const scale = 1 + (leak * (ids.at(-1) ?? 0)) / fakeVocabulary + (this.runs % 2) * jitter;
    const tokens = ids.length / contexts.length;
    ids.forEach((id, row) => {
      const context = contexts[Math.floor(row / tokens)] ?? [];
      context.push(id);
      const logits = fakeLogits(context, this.name === 'base' ? 0 : 1, width);
      data.set(
        logits.map((logit) => logit * scale),
        row * width,
      );
    });
    this.options.onHeld?.([...this.held].reduce((sum, held) => sum + held(), 0));
    return { data, dims: [contexts.length, tokens, width] };
  }

  dispose(): Promise<void> {
    this.events.push(`free ${this.name}`);
    return Promise.resolve();
  }
}

/** Folders are taken for checked; their last letter may differ, as that of another pair. */
class UncheckedFiles extends ModelFiles {
  constructor(private readonly options: FakeOptions) {
    super(
      {
        list: () => Promise.resolve([]),
        readText: () => Promise.resolve(''),
        stat: () => Promise.resolve({ size: 1, modified: 1 }),
        open: () => Promise.reject(new Error('There is no file.')),
      },
      () => true,
    );
  }

  override async fingerprint(directory: string): Promise<string> {
    await this.options.onFingerprint?.(directory);
    return directory;
  }

  override check(directory: string): Promise<CheckpointFiles> {
    const configs = this.options.tokenizerConfigs;
    return Promise.resolve({
      directory,
      label: directory,
      config: { model_type: 'fake', max_position_embeddings: 512 },
      modelPath: `${directory}/onnx/model.onnx`,
      modelLabel: `${directory}/onnx/model.onnx`,
      bytes: this.options.bytes ?? 123,
      tokenizerDirectory: directory,
      tokenizerText: configs === undefined ? directory : '{}',
      tokenizerConfigText: configs?.[directory.startsWith('tuned') ? 'tuned' : 'base'] ?? '{}',
    });
  }
}

/** A runtime whose models are arithmetic on the context and whose statistics are the real ones. */
export function fakeRuntime(options: FakeOptions = {}): { runtime: Runtime; events: Events } {
  const events: Events = [];
  const held = new Set<Held>();
  const runtime: Runtime = {
    files: new UncheckedFiles(options),
    loadTokenizer: ({ directory }) =>
      Promise.resolve({
        ...(directory.startsWith('tuned')
          ? (options.tunedTokenizer ?? fakeTokenizer)
          : fakeTokenizer),
        ...(options.tokenizerSize === undefined ? {} : { size: options.tokenizerSize }),
      }),
    loadModel: async ({ directory }) => {
      const name = directory.startsWith('tuned') ? 'tuned' : 'base';
      await options.onLoad?.(name);
      events.push(`load ${directory}`);
      return new FakeLm(name, options, events, held);
    },
    hasModelThreads: options.hasModelThreads ?? false,
    loadStatistics: () => Promise.resolve(new StatisticsReducer(buildStatisticsKernel())),
  };
  return { runtime, events };
}
