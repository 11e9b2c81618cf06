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

/** Size in bytes and time of the last change in milliseconds; rejects where there is no such file. */
export type FileStat = (
  path: string,
) => Promise<{ readonly size: number; readonly modified: number }>;

/** Text that changes whenever one of a checkpoint's files is written again, added or removed. */
export async function checkpointFingerprint(
  directory: string,
  dtype: Dtype,
  stat: FileStat,
): Promise<string> {
  const names = [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    ...weightFiles(dtype).flatMap((name) => [`onnx/${name}`, `onnx/${name}_data`]),
  ];
  const marks = await Promise.all(
    names.map(async (name) => {
      try {
        const { size, modified } = await stat(`${directory}/${name}`);
        return `${size}@${modified}`;
      } catch {
        // Whatever is wrong with the file is found, and said, when it is read.
        return '-';
      }
    }),
  );
  return `${directory} ${marks.join(' ')}`;
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
