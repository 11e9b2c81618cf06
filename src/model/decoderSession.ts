import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UserFacingError } from '../common/errors';
import type { BatchLogits } from './causalLm';
import { nodeFiles } from './files';
import { firstRowInput } from './graph/lastRows';
import { leanModel, type LeanModel } from './graph/leanModel';
import { halfToFloat } from './halfFloat';
import { emptyMemory, memoryOf, tokenAxis, type LmCache, type LmMemory } from './lmCache';
import type { CheckpointFiles } from './modelFiles';
import { threadOptions } from './sessionOptions';

/** Model types whose first token has position 1. */
const positionsFromOne = new Set(['gemma3_text', 'gemma3', 'paligemma']);

/** A decoder in ONNX as transformers.js and Optimum export it, with every input it may have. */
export class DecoderSession {
  /** Which dimension of each of its memories is that of tokens; empty for a model without any. */
  readonly tokenAxes: ReadonlyMap<string, number | undefined>;
  private readonly memories: readonly InferenceSession.TensorValueMetadata[];

  private constructor(
    private readonly session: InferenceSession,
    private readonly files: CheckpointFiles,
    private readonly lean?: LeanModel,
  ) {
    this.memories = session.inputMetadata.filter(
      (input): input is InferenceSession.TensorValueMetadata =>
        input.isTensor && input.name.startsWith('past_'),
    );
    this.tokenAxes = new Map(this.memories.map(({ name, shape }) => [name, tokenAxis(shape)]));
  }

  /**
   * @param threads of the session; 0 lets the runtime choose
   * @throws UserFacingError if the runtime refuses the file
   */
  static async create(files: CheckpointFiles, threads: number): Promise<DecoderSession> {
    const lean = await DecoderSession.createLean(files, threads);
    if (lean !== undefined) return lean;
    try {
      const session = await InferenceSession.create(files.modelPath, sessionOptions(threads));
      return new DecoderSession(session, files);
    } catch (error) {
      throw new UserFacingError(
        'unreadable',
        `${files.modelLabel} cannot be loaded: the runtime refuses it, although it looks like an ONNX file. The log has the details. Download it again or choose another folder.`,
        ['chooseFolder', 'showLog'],
        { cause: error },
      );
    }
  }

  /** The model without what scoring does not need; undefined where it cannot be loaded, or rows be left out. */
  private static async createLean(
    files: CheckpointFiles,
    threads: number,
  ): Promise<DecoderSession | undefined> {
    let session: InferenceSession | undefined;
    try {
      const lean = await leanModel(files.modelPath, nodeFiles);
      if (lean === undefined) return undefined;
      const folder = path.dirname(files.modelPath);
      session = await InferenceSession.create(lean.bytes, sessionOptions(threads, folder));
      const decoder = new DecoderSession(session, files, lean);
      if (await decoder.cutsRowsRightly()) return decoder;
    } catch {
      // What is wrong with the file, if anything, shows when it is loaded as it is.
    }
    await session?.release();
    return undefined;
  }

  /** Whether the last rows are the same with and without those before them. */
  private async cutsRowsRightly(): Promise<boolean> {
    const ids = Int32Array.of(0, 1, 0);
    const [{ logits: all }, { logits: last }] = [
      await this.run(ids, 1, 0, {}),
      await this.run(ids, 1, 0, {}, 1),
    ];
    const expected = all.data.subarray(all.dims[2]);
    const largest = expected.reduce((most, logit) => Math.max(most, Math.abs(logit)), 1);
    return (
      expected.length === last.data.length &&
      expected.every((logit, place) => Math.abs(logit - (last.data[place] ?? NaN)) < 1e-3 * largest)
    );
  }

  /** What messages call the model. */
  get label(): string {
    return this.files.modelLabel;
  }

  /**
   * Runs the model over the next tokens of sequences of one length.
   *
   * @param ids row-major, `count` sequences × tokens
   * @param before tokens that each sequence has already
   * @param cache what the model remembers of them; ignored where there are none
   * @param skipped first tokens of each sequence whose logits are left out
   * @throws UserFacingError if the runtime refuses the inputs or the outputs are not a causal model's
   */
  async run(
    ids: Int32Array,
    count: number,
    before: number,
    cache: LmCache,
    skipped = 0,
  ): Promise<{ readonly logits: BatchLogits; readonly memory: LmMemory }> {
    const tokens = ids.length / count;
    let outputs: InferenceSession.ReturnType;
    try {
      const memory = before > 0 ? cache : this.emptyCache(count);
      outputs = await this.session.run({
        ...this.feeds(ids, count, before, skipped),
        ...memory,
      });
    } catch (error) {
      throw new UserFacingError(
        'unreadable',
        `${this.label} cannot be run: its inputs are not those of a causal language model with this config.json. The log has the details. Choose another folder.`,
        ['chooseFolder', 'showLog'],
        { cause: error },
      );
    }
    return {
      logits: this.logitsOf(outputs, tokens, skipped),
      memory: memoryOf(outputs, this.lean?.continued ?? new Map()),
    };
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  private feeds(
    ids: Int32Array,
    count: number,
    before: number,
    skipped: number,
  ): Record<string, Tensor> {
    const tokens = ids.length / count;
    const length = before + tokens;
    const first = before + (positionsFromOne.has(this.files.config.model_type) ? 1 : 0);
    const integers = (size: number, at: (index: number) => number, dims: number[]): Tensor =>
      new Tensor(
        'int64',
        BigInt64Array.from({ length: size }, (_, index) => BigInt(at(index))),
        dims,
      );
    const all: Record<string, () => Tensor> = {
      input_ids: () => integers(ids.length, (index) => ids[index] ?? 0, [count, tokens]),
      attention_mask: () => integers(count * length, () => 1, [count, length]),
      position_ids: () =>
        integers(ids.length, (index) => first + (index % tokens), [count, tokens]),
      // 0 asks for the logits of all positions.
      num_logits_to_keep: () => integers(1, () => 0, []),
      [firstRowInput]: () => integers(1, () => skipped, [1]),
      use_cache_branch: () => new Tensor('bool', Uint8Array.of(before > 0 ? 1 : 0), [1]),
    };
    const feeds: Record<string, Tensor> = {};
    for (const name of this.session.inputNames) {
      const make = all[name];
      if (make !== undefined) feeds[name] = make();
    }
    return feeds;
  }

  private emptyCache(count: number): LmCache {
    const heads = this.files.config.num_attention_heads ?? this.files.config.n_head ?? 1;
    return Object.fromEntries(
      this.memories.map((memory) => [memory.name, emptyMemory(memory, count, heads)]),
    );
  }

  private logitsOf(
    outputs: InferenceSession.ReturnType,
    tokens: number,
    skipped: number,
  ): BatchLogits {
    const { logits } = outputs;
    if (logits?.dims.length !== 3) throw this.unsupported('it has no logits');
    const [sequences = 0, rows = 0, width = 0] = logits.dims;
    const cut = this.lean?.cutsRows === true ? skipped : 0;
    if (rows !== tokens - cut) {
      throw this.unsupported('it gives the prediction after the last token only');
    }
    return withoutRows({ data: floatsOf(logits), dims: [sequences, rows, width] }, skipped - cut);
  }

  private unsupported(reason: string): UserFacingError {
    return new UserFacingError(
      'unsupported',
      `${this.label} cannot be used: ${reason}. Export the model with the logits of all positions, or choose another folder.`,
      ['chooseFolder'],
    );
  }
}

/** @param folder of the constants that a model given as bytes refers to */
function sessionOptions(threads: number, folder?: string): InferenceSession.SessionOptions {
  const { extra, ...options } = threadOptions(threads);
  const place =
    folder === undefined ? {} : { model_external_initializers_file_folder_path: folder };
  return {
    executionProviders: ['cpu'],
    // Failures are reported by us.
    logSeverityLevel: 4,
    ...options,
    extra: { session: { ...extra.session, ...place } },
  };
}

/** The logits of a single sequence, or all of several, without the first rows. */
function withoutRows({ data, dims }: BatchLogits, count: number): BatchLogits {
  const [sequences, rows, width] = dims;
  if (count === 0) return { data, dims };
  if (sequences !== 1) throw new RangeError('Rows are left out of single sequences only.');
  return { data: data.subarray(count * width), dims: [1, rows - count, width] };
}

/** Logits as 32-bit floats whatever the model computes in. */
function floatsOf({ data, type }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data)) {
    return halfToFloat(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new TypeError(`Logits of type ${type}`);
}
