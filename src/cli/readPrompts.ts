import type { Readable } from 'node:stream';
import { UserFacingError } from '../common/errors';
import type { Log } from '../common/log';
import { promptList } from '../common/sampling/promptList';
import { readInput } from './inputText';

/** What the options say about the texts to continue. */
export interface PromptOptions {
  readonly prompt: readonly string[];
  readonly prompts?: string | undefined;
}

/**
 * The texts to continue, in the order of files, `--prompt` and `--prompts`.
 *
 * @throws UserFacingError if a file cannot be read
 * @throws CancelledError once the signal has aborted
 */
export async function readPrompts(
  paths: readonly string[],
  options: PromptOptions,
  stdin: Readable,
  signal: AbortSignal,
  log: Log,
): Promise<string[]> {
  const files = options.prompts === undefined ? paths : [...paths, options.prompts];
  if (files.filter((path) => path === '-').length > 1) {
    throw new UserFacingError('usage', 'The standard input (-) can be read only once.');
  }
  const texts: string[] = [];
  for (const path of paths) texts.push((await readInput(path, stdin, signal, log)).text);
  texts.push(...options.prompt);
  if (options.prompts !== undefined) {
    const { path, text } = await readInput(options.prompts, stdin, signal, log);
    texts.push(...promptList(text, path));
  }
  return texts;
}
