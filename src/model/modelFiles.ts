import path from 'node:path';
import { z } from 'zod';
import { checkpointFingerprint, weightFiles } from '../common/checkpointFiles';
import { dtypes, dynamicDtypes, type Dtype } from '../common/comparison';
import { UserFacingError, type ErrorKind } from '../common/errors';
import { errorCode, type Files } from './files';
import { findExternalData, type ExternalData } from './externalData';
import { findOnnxFault, type OnnxFault } from './onnxFile';

const idSchema = z.union([z.int(), z.array(z.int())]).nullish();

/** The fields of config.json that the engine reads itself. */
const configSchema = z.looseObject({
  model_type: z.string(),
  architectures: z.array(z.string()).nullish(),
  bos_token_id: idSchema,
  eos_token_id: idSchema,
  max_position_embeddings: z.number().nullish(),
  n_positions: z.number().nullish(),
  n_ctx: z.number().nullish(),
  seq_length: z.number().nullish(),
  max_seq_len: z.number().nullish(),
  num_attention_heads: z.number().nullish().catch(undefined),
  n_head: z.number().nullish().catch(undefined),
});

export type ModelConfig = z.infer<typeof configSchema>;

/** A checkpoint whose files have been looked at and can be loaded as far as that shows. */
export interface CheckpointFiles {
  readonly directory: string;
  /** The folder's own name, with which messages begin. */
  readonly label: string;
  readonly config: ModelConfig;
  /** The weights' graph. */
  readonly modelPath: string;
  /** The weights as messages call them. */
  readonly modelLabel: string;
  /** Size of the weights on disk. */
  readonly bytes: number;
  /** Folder of tokenizer.json and tokenizer_config.json. */
  readonly tokenizerDirectory: string;
  /** Text of tokenizer.json. */
  readonly tokenizerText: string;
  /** Text of tokenizer_config.json. */
  readonly tokenizerConfigText: string;
}

const layout = 'config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx';

/** Checks the folder of a checkpoint before anything is loaded from it. */
export class ModelFiles {
  constructor(
    private readonly files: Files,
    /** Whether the runtime can run a `model_type` as a causal language model. */
    private readonly isCausalLm: (modelType: string) => boolean,
  ) {}

  /**
   * @param fallback the base's checkpoint when this is a tuned one: it stands in for config and
   * tokenizer files that the tuned folder leaves out
   * @throws UserFacingError that names the file, what is wrong with it and what to do
   */
  async check(
    directory: string,
    dtype: Dtype,
    fallback?: CheckpointFiles,
  ): Promise<CheckpointFiles> {
    const label = path.basename(directory);
    const names = await this.list(directory, label);
    const configDirectory =
      fallback !== undefined && !names.includes('config.json') ? fallback.directory : directory;
    const config = await this.readConfig(configDirectory);
    const tokenizerDirectory =
      fallback !== undefined && !names.includes('tokenizer.json')
        ? fallback.tokenizerDirectory
        : directory;
    const tokenizerText = await this.readJson(tokenizerDirectory, 'tokenizer.json');
    const tokenizerConfigText = await this.readJson(tokenizerDirectory, 'tokenizer_config.json');
    const { fileName, parts } = await this.findWeights(directory, label, dtype);
    const modelLabel = `${label}/onnx/${fileName}`;
    const modelPath = path.join(directory, 'onnx', fileName);
    await this.checkWeights(modelPath, modelLabel);
    return {
      directory,
      label,
      config,
      modelPath,
      modelLabel,
      bytes: await this.sizeOf(path.join(directory, 'onnx'), [fileName, ...parts]),
      tokenizerDirectory,
      tokenizerText,
      tokenizerConfigText,
    };
  }

  /** See {@link checkpointFingerprint}. */
  fingerprint(directory: string, dtype: Dtype): Promise<string> {
    return checkpointFingerprint(directory, dtype, this.files);
  }

  private async list(directory: string, label: string): Promise<readonly string[]> {
    try {
      return await this.files.list(directory);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT') {
        throw unreadable(
          `${label} cannot be read: there is no folder ${directory}.`,
          'Choose another folder.',
          error,
        );
      }
      if (code === 'ENOTDIR') {
        throw unreadable(
          `${label} cannot be read: ${directory} is a file and not a folder.`,
          `Choose the folder that holds ${layout}.`,
          error,
        );
      }
      throw cannotRead(label, error);
    }
  }

  private async readConfig(directory: string): Promise<ModelConfig> {
    const name = `${path.basename(directory)}/config.json`;
    const parsed = configSchema.safeParse(
      JSON.parse(await this.readJson(directory, 'config.json')),
    );
    if (!parsed.success) {
      throw unreadable(
        `${name} does not describe a model: it has no usable "model_type".`,
        'Choose the folder of a language model that was exported to ONNX.',
        parsed.error,
      );
    }
    const { model_type: type, architectures } = parsed.data;
    const other = architectures?.length
      ? architectures.every((architecture) => !/(ForCausalLM|LMHeadModel)$/.test(architecture))
      : false;
    if (other || !this.isCausalLm(type)) {
      const what = architectures?.[0] ?? type;
      throw unreadable(
        `${name} describes another kind of model (${what}): it does not predict the next token of a text.`,
        'Choose the folder of a causal language model.',
        undefined,
        'unsupported',
      );
    }
    return parsed.data;
  }

  /** The text of a file that is known to be JSON. */
  private async readJson(directory: string, fileName: string): Promise<string> {
    const name = `${path.basename(directory)}/${fileName}`;
    let text: string;
    try {
      text = await this.files.readText(path.join(directory, fileName));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        throw unreadable(
          `${name} is missing.`,
          `A model folder holds ${layout}. Choose another folder.`,
          error,
        );
      }
      throw cannotRead(name, error);
    }
    try {
      JSON.parse(text);
    } catch (error) {
      throw unreadable(
        `${name} cannot be read: it is not JSON.`,
        'Download it again or choose another folder.',
        error,
      );
    }
    return text;
  }

  private async findWeights(
    directory: string,
    label: string,
    dtype: Dtype,
  ): Promise<{ fileName: string; parts: string[] }> {
    let names: readonly string[];
    try {
      names = await this.files.list(path.join(directory, 'onnx'));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') names = [];
      else throw cannotRead(`${label}/onnx`, error);
    }
    for (const fileName of weightFiles(dtype)) {
      if (!names.includes(fileName)) continue;
      // Large models keep their numbers in files beside the graph.
      const parts = names.filter((name) => name.startsWith(`${fileName}_data`));
      return { fileName, parts };
    }
    throw unreadable(
      `${label}/onnx/${weightFiles(dtype)[0] ?? ''} is missing: these are the weights of dtype ${dtype}.`,
      otherDtypes(names),
    );
  }

  private async sizeOf(directory: string, names: readonly string[]): Promise<number> {
    const stats = await Promise.all(
      names.map((name) => this.files.stat(path.join(directory, name))),
    );
    return stats.reduce((sum, { size }) => sum + size, 0);
  }

  /** Checks the graph and the files beside it that hold its numbers. */
  private async checkWeights(file: string, name: string): Promise<void> {
    let fault: OnnxFault | undefined;
    let external: readonly ExternalData[] = [];
    try {
      const opened = await this.files.open(file);
      try {
        fault = await findOnnxFault(opened);
        if (fault === undefined) external = await findExternalData(opened);
      } finally {
        await opened.close();
      }
    } catch (error) {
      throw cannotRead(name, error);
    }
    if (fault !== undefined) throw unreadable(`${name} cannot be read: ${faults[fault]}`, '');
    for (const { location, end } of external) {
      await this.checkPart(
        path.join(path.dirname(file), location),
        `${path.posix.dirname(name)}/${location}`,
        end,
      );
    }
  }

  private async checkPart(file: string, name: string, end: number): Promise<void> {
    let size: number;
    try {
      ({ size } = await this.files.stat(file));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw cannotRead(name, error);
      throw unreadable(
        `${name} is missing: it holds numbers of the model.`,
        'Download it to the same folder or choose another folder.',
        error,
      );
    }
    if (size < end) throw unreadable(`${name} cannot be read: ${faults.truncated}`, '');
  }
}

/** What a folder of weights has instead of those that are missing, and what to do. */
function otherDtypes(names: readonly string[]): string {
  const present = dtypes.flatMap((dtype) => {
    const file = weightFiles(dtype).find((name) => names.includes(name));
    return file === undefined ? [] : [{ dtype, label: `${dtype} (${file})` }];
  });
  const [first] = present;
  if (first === undefined) {
    return 'The folder has no weights of any dtype. Export the model to ONNX or choose another folder.';
  }
  const sound = present.filter(({ dtype }) => !dynamicDtypes.has(dtype));
  if (sound.length > 0) {
    return `The folder has ${labelsOf(sound)}. Choose one of these dtypes or another folder.`;
  }
  return (
    `The folder has ${labelsOf(present)} only, which scale what they compute over the whole input, so that later ` +
    `tokens change the numbers of earlier ones: they are never taken by default. Choose another folder, or ask ` +
    `for dtype ${first.dtype} by name, in the pair or the setting steerscope.dtype, or with --dtype ${first.dtype}.`
  );
}

function labelsOf(weights: readonly { readonly label: string }[]): string {
  return weights.map(({ label }) => label).join(', ');
}

const faults: Record<OnnxFault, string> = {
  notOnnx: 'it is not an ONNX file. Download it again or choose another folder.',
  empty: 'it is empty. Download it again or choose another folder.',
  truncated:
    'it ends too early, as after an interrupted download. Download it again or choose another folder.',
  lfsPointer:
    'it is a Git LFS pointer and not the weights themselves. Run "git lfs pull" in its repository or choose another folder.',
};

function cannotRead(name: string, cause: unknown): UserFacingError {
  const code = errorCode(cause);
  return code === 'EACCES' || code === 'EPERM'
    ? unreadable(
        `${name} cannot be read: you have no right to read it.`,
        'Change its permissions or choose another folder.',
        cause,
      )
    : unreadable(
        `${name} cannot be read (${code ?? 'unknown reason'}).`,
        'The log has the details. Choose another folder.',
        cause,
      );
}

function unreadable(
  problem: string,
  remedy: string,
  cause?: unknown,
  kind: ErrorKind = 'unreadable',
): UserFacingError {
  return new UserFacingError(kind, `${problem} ${remedy}`.trim(), ['chooseFolder', 'showLog'], {
    cause,
  });
}
