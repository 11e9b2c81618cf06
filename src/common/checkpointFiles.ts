import type { Dtype } from './comparison';
import type { PairSpec } from './protocol/model';

/** What the names of weights end with, by dtype. */
const suffixes: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  bnb4: '_bnb4',
  q4f16: '_q4f16',
};

/** Names that exporters give the weights; the first that is there counts. */
const modelNames = ['model', 'decoder_model_merged'] as const;

/** Files that may hold the weights' graph in the folder `onnx` of a checkpoint; the first counts. */
export function weightFiles(dtype: Dtype): readonly string[] {
  return modelNames.map((name) => `${name}${suffixes[dtype]}.onnx`);
}

/** What a fingerprint looks at. */
export interface FileLookup {
  /** Size in bytes and time of the last change in milliseconds; rejects where there is no such file. */
  stat(path: string): Promise<{ readonly size: number; readonly modified: number }>;
  /** Names in a folder; rejects where there is none. */
  list(directory: string): Promise<readonly string[]>;
}

/**
 * Text that changes whenever one of a checkpoint's files is written again, added or removed. Whatever
 * else lies beside the weights' graph may hold numbers of it under a name that only the graph knows, so
 * all of that counts, but for the graphs of other dtypes.
 */
export async function checkpointFingerprint(
  directory: string,
  dtype: Dtype,
  files: FileLookup,
): Promise<string> {
  const names = [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    ...weightFiles(dtype).map((name) => `onnx/${name}`),
    ...(await numberFiles(directory, files)).map((name) => `onnx/${name}`),
  ];
  const marks = await Promise.all(
    names.map(async (name) => {
      try {
        const { size, modified } = await files.stat(`${directory}/${name}`);
        return `${name} ${size}@${modified}`;
      } catch {
        // Whatever is wrong with the file is found, and said, when it is read.
        return '-';
      }
    }),
  );
  return `${directory} ${marks.join(' ')}`;
}

/** Files beside the graphs, in a fixed order. */
async function numberFiles(directory: string, files: FileLookup): Promise<readonly string[]> {
  const names = await files.list(`${directory}/onnx`).catch(() => []);
  return names.filter((name) => !name.endsWith('.onnx')).toSorted();
}

/** Text that changes with the files of both models and with how they are used. */
export async function pairFingerprint(
  spec: PairSpec,
  ofCheckpoint: (directory: string) => Promise<string>,
): Promise<string> {
  return JSON.stringify([
    await ofCheckpoint(spec.base.directory),
    await ofCheckpoint(spec.tuned.directory),
    spec.dtype,
    spec.prefix,
    spec.contextLength,
  ]);
}
