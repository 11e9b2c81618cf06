import { AutoModelForCausalLM, AutoTokenizer, env, LogLevel } from '@xenova/transformers';
import { UserFacingError } from '../common/errors';
import type { Tokenizer } from './causalLm';
import type { CheckpointFiles } from './modelFiles';
import { readTokenTable } from './tokenBytes';
import { mergeSeams } from './mergeSeams';
import { expressionSeams } from './tokenizerSeams';

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
    const json: unknown = JSON.parse(files.tokenizerText);
    const config: unknown = JSON.parse(files.tokenizerConfigText);
    const table = readTokenTable(json);
    return {
      ...table,
      seams: expressionSeams(json, config) ?? mergeSeams(json, config),
      encode: (text) =>
        Int32Array.from(text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false })),
      ...(hasChatTemplate(tokenizer)
        ? {
            chat: (request: string) =>
              tokenizer.apply_chat_template([{ role: 'user', content: request }], {
                tokenize: false,
                add_generation_prompt: true,
              }),
          }
        : {}),
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

function hasChatTemplate({ chat_template: template }: { chat_template: unknown }): boolean {
  return typeof template === 'string' || (typeof template === 'object' && template !== null);
}
