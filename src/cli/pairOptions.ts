import { Option, type Command } from 'commander';
import { dtypes } from '../common/comparison';
import { count } from './optionReaders';

/** Options that say where pairs are looked for. */
export interface PlaceOptions {
  readonly modelsDirectory?: string | undefined;
  readonly settings?: string | undefined;
}

/** Adds the options that say where pairs are looked for. */
export function withPlaces(command: Command): Command {
  return command
    .option(
      '--models-directory <dir>',
      'models on this machine (default: STEERSCOPE_MODELS, or the user’s cache)',
    )
    .option(
      '--settings <file>',
      'a settings.json of VS Code whose steerscope.pairs to know (default: STEERSCOPE_SETTINGS)',
    );
}

/** Adds the options that choose a pair and say how it runs. */
export function withPair(command: Command): Command {
  return command
    .option(
      '--pair <id|file>',
      'a pair from "steerscope pairs", or a pair.json (default: wedding-party)',
    )
    .option('--tuned-checkpoint <id>', 'one of the pair’s tuned checkpoints')
    .option(
      '--base <dir|hf-id>',
      'folder of the base; an id names a folder in the models directory',
    )
    .option('--tuned <dir|hf-id>', 'folder of the tuned model')
    .addOption(
      new Option('--dtype <dtype>', 'weights of both models (default: the pair’s)').choices(dtypes),
    )
    .option(
      '--context-window <n>',
      'most tokens a model sees at once (default: the pair’s)',
      count(1),
    )
    .option(
      '--threads <n>',
      'threads of both models together (default: all of one or two processors, about half of more)',
      count(0),
    );
}
