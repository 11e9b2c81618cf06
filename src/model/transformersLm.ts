import {
  AutoModelForCausalLM,
  AutoTokenizer,
  env,
  LogLevel,
  PretrainedConfig,
  type PreTrainedModel,
} from '@xenova/transformers';
import type { Dtype } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import type { CausalLm, LmSequence, Tokenizer } from './causalLm';
import { tokenAxis } from './lmCache';
import type { CheckpointFiles } from './modelFiles';
import { threadOptions } from './sessionOptions';
import { readTokenTable } from './tokenBytes';
import { TransformersSequence } from './transformersSequence';

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
    const { model, label, tokenAxes } = this;
    return new TransformersSequence({ model, label, tokenAxes });
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }
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
