import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CheckpointFiles } from '../../../src/model/modelFiles';

/** What reading a tokenizer from a folder needs of a checkpoint's files. */
export function filesWithTokenizer(directory: string, tokenizerText: string): CheckpointFiles {
  return {
    directory,
    tokenizerDirectory: directory,
    label: 'x',
    tokenizerText,
    tokenizerConfigText: '{}',
    config: { model_type: 'llama' },
    modelPath: '',
    modelLabel: '',
    bytes: 0,
  };
}

/**
 * Writes a tokenizer to a folder that is there.
 *
 * @param json content of tokenizer.json
 * @param config text of tokenizer_config.json
 */
export async function writeTokenizer(
  directory: string,
  json: object,
  config = '{}',
): Promise<CheckpointFiles> {
  const tokenizerText = JSON.stringify(json);
  await writeFile(path.join(directory, 'tokenizer.json'), tokenizerText);
  await writeFile(path.join(directory, 'tokenizer_config.json'), config);
  return filesWithTokenizer(directory, tokenizerText);
}
