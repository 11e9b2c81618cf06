import {
  AutoModelForCausalLM,
  AutoTokenizer,
  DynamicCache,
  env,
  LogLevel,
  PretrainedConfig,
  Tensor,
  type PreTrainedModel,
} from '@xenova/transformers';
import type { Dtype } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import type { CausalLm, LmSequence, Logits, Tokenizer } from './causalLm';
import { halfToFloat } from './halfFloat';
import { cacheBytes, cacheEntries, cutCache, tokenAxis, type LmCache } from './lmCache';
import type { CheckpointFiles } from './modelFiles';
import { threadOptions } from './sessionOptions';
import { readTokenTable } from './tokenBytes';

// Models come from the disk and nowhere else, nothing is written beside them, and failures are
// reported by us: the library would print a model's whole input.
env.allowRemoteModels = false;
env.useFSCache = false;
env.useBrowserCache = false;
env.logLevel = LogLevel.NONE;

/** Whether transformers.js knows a `model_type` as a causal language model. */
export function isCausalLm(modelType: string): boolean {
  return AutoModelForCausalLM.MODEL_CLASS_MAPPINGS.some((mapping) => mapping.has(modelType));
}

/**
 * Loads the tokenizer of a checkpoint.
 *
 * @throws UserFacingError if the files are not a tokenizer
 */
export async function loadTokenizer(files: CheckpointFiles): Promise<Tokenizer> {
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(files.tokenizerDirectory);
    const table = readTokenTable(JSON.parse(files.tokenizerText));
    return {
      ...table,
      encode: (text) =>
        Int32Array.from(text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false })),
    };
  } catch (error) {
    throw new UserFacingError(
      'unreadable',
      `${files.label}/tokenizer.json cannot be used: it is not a tokenizer that this version knows. The log has the details. Choose another folder.`,
      ['chooseFolder', 'showLog'],
      { cause: error },
    );
  }
}

/**
 * Loads the weights of a checkpoint.
 *
 * @param threads of one model's session; 0 lets the runtime choose
 * @throws UserFacingError if the runtime refuses the file
 */
export async function loadModel(
  files: CheckpointFiles,
  dtype: Dtype,
  threads: number,
): Promise<CausalLm> {
  try {
    const model = await AutoModelForCausalLM.from_pretrained(files.directory, {
      config: new PretrainedConfig(files.config),
      dtype,
      model_file_name: files.modelName,
      session_options: { ...threadOptions(threads) },
    });
    return new TransformersLm(model, files.modelLabel);
  } catch (error) {
    throw new UserFacingError(
      'unreadable',
      `${files.modelLabel} cannot be loaded: the runtime refuses it, although it looks like an ONNX file. The log has the details. Download it again or choose another folder.`,
      ['chooseFolder', 'showLog'],
      { cause: error },
    );
  }
}

class TransformersLm implements CausalLm {
  readonly canContinue: boolean;
  /** Which dimension of each of the model's memories is that of tokens. */
  private readonly tokenAxes: ReadonlyMap<string, number | undefined>;

  constructor(
    private readonly model: PreTrainedModel,
    private readonly label: string,
  ) {
    const memories = inputs(model).filter(({ name }) => name.startsWith('past_'));
    this.canContinue = memories.length > 0;
    this.tokenAxes = new Map(memories.map(({ name, shape }) => [name, tokenAxis(shape)]));
  }

  start(): LmSequence {
    return new TransformersSequence(this.model, this.tokenAxes, this.label);
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }
}

/** A sequence whose keys and values are kept by the runtime's own cache tensors. */
class TransformersSequence implements LmSequence {
  constructor(
    private readonly model: PreTrainedModel,
    private readonly tokenAxes: ReadonlyMap<string, number | undefined>,
    private readonly label: string,
    private fed = 0,
    private cache: LmCache = {},
  ) {}

  get length(): number {
    return this.fed;
  }

  get bytes(): number {
    return cacheBytes(this.cache);
  }

  async feed(ids: Int32Array): Promise<Logits> {
    const canContinue = this.tokenAxes.size > 0;
    if (this.fed > 0 && !canContinue) {
      throw new Error(`${this.label} keeps no cache: a sequence must be fed at once.`);
    }
    const length = this.fed + ids.length;
    let outputs: unknown;
    try {
      outputs = await this.model.forward({
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
        attention_mask: new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
        ...(this.fed === 0 ? {} : { past_key_values: new DynamicCache({ ...this.cache }) }),
      });
    } catch (error) {
      throw new UserFacingError(
        'unreadable',
        `${this.label} cannot be run: its inputs are not those of a causal language model with this config.json. The log has the details. Choose another folder.`,
        ['chooseFolder', 'showLog'],
        { cause: error },
      );
    }
    const logits = this.logitsOf(outputs, ids.length);
    this.fed = length;
    if (canContinue) this.cache = cacheEntries(propertiesOf(outputs));
    return logits;
  }

  cut(length: number): LmSequence | undefined {
    const { model, tokenAxes, label, fed, cache } = this;
    if (length === 0) return new TransformersSequence(model, tokenAxes, label);
    // The runtime's tensors are never written again, so that sequences may share them.
    if (length === fed) return new TransformersSequence(model, tokenAxes, label, fed, cache);
    const entries = cutCache(cache, tokenAxes, length, fed);
    return entries && new TransformersSequence(model, tokenAxes, label, length, entries);
  }

  private logitsOf(outputs: unknown, tokens: number): Logits {
    const logits = propertiesOf(outputs).find(([name]) => name === 'logits')?.[1];
    if (!(logits instanceof Tensor) || logits.dims.length !== 3) {
      throw this.unsupported('it has no logits');
    }
    const [, rows = 0, width = 0] = logits.dims;
    if (rows !== tokens) {
      throw this.unsupported('it gives the prediction after the last token only');
    }
    return { data: floatsOf(logits), dims: [1, rows, width] };
  }

  private unsupported(reason: string): UserFacingError {
    return new UserFacingError(
      'unsupported',
      `${this.label} cannot be used: ${reason}. Export the model with the logits of all positions, or choose another folder.`,
      ['chooseFolder'],
    );
  }
}

/** Logits as 32-bit floats whatever the model computes in. */
function floatsOf(logits: Tensor): Float32Array {
  const data: unknown = logits.data;
  if (data instanceof Float32Array) return data;
  if (logits.type === 'float16' && ArrayBuffer.isView(data)) {
    return halfToFloat(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new TypeError(`Logits of type ${logits.type}`);
}

function propertiesOf(outputs: unknown): [string, unknown][] {
  return typeof outputs === 'object' && outputs !== null ? Object.entries(outputs) : [];
}

interface ModelInput {
  readonly name: string;
  /** Names stand for lengths that vary. */
  readonly shape: readonly (number | string)[];
}

function inputs(model: PreTrainedModel): ModelInput[] {
  const metadata: unknown = Reflect.get(Object(model.sessions['model']), 'inputMetadata');
  if (!Array.isArray(metadata)) return [];
  return metadata.flatMap((input: unknown) => {
    const { name, shape } = Object(input) as { name?: unknown; shape?: unknown };
    return typeof name === 'string' && Array.isArray(shape)
      ? [{ name, shape: shape.filter((d) => typeof d === 'number' || typeof d === 'string') }]
      : [];
  });
}
