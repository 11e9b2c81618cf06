import { Command, InvalidArgumentError, Option, type CommanderError } from 'commander';
import { dtypes } from '../common/comparison';
import { settingDefaults } from '../common/contributions';
import { UserFacingError } from '../common/errors';
import { summaryFields } from '../common/report/summaryRecord';
import type { CompareOptions } from './compareCommand';
import { reportFormats } from './render';

/** Options that say where pairs are looked for. */
export interface PlaceOptions {
  readonly modelsDirectory?: string | undefined;
  readonly settings?: string | undefined;
}

/** What the commands do. */
export interface Actions {
  compare(paths: readonly string[], options: CompareOptions & PlaceOptions): Promise<void>;
  pairs(options: PlaceOptions & { readonly format: 'text' | 'json' }): Promise<void>;
}

/** Output of the parser: help and errors. */
export interface ParserOutput {
  out(text: string): void;
  err(text: string): void;
}

/**
 * The command line's commands and options.
 *
 * @throws UserFacingError of kind `usage` from parsing; CommanderError with exit code 0 after help
 */
export function createProgram(version: string, actions: Actions, output: ParserOutput): Command {
  const program = new Command('steerscope')
    .description('See, token by token, where a tuned language model departs from its base.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 a --fail-if held; 2 wrong usage; 3 a file or model could not be read;\n4 the two models cannot be compared; 70 a fault of the program; 130 cancelled.',
    );
  addCompare(program, actions);
  addPairs(program, actions);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride((error) => {
        throw usageError(error, command);
      })
      .configureOutput({
        writeOut: (text) => {
          output.out(text);
        },
        // Errors are thrown, and reported once in the program's own words.
        writeErr: (text) => {
          if (!text.startsWith('error:')) output.err(text);
        },
      });
  }
  return program;
}

function addCompare(program: Command, actions: Actions): void {
  places(program.command('compare'))
    .description('score files (or - for the standard input) with a pair')
    .argument('<file...>', 'text in UTF-8')
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
    .option('--stride <n>', 'tokens between windows (default: half of one)', count(0))
    .option('--top-k <n>', 'alternatives kept per token and model (default: 10)', count(1))
    .option('--threads <n>', 'threads of each model (default: chosen by the runtime)', count(0))
    .option(
      '--threshold <bits>',
      'divergence from which a token is divergent',
      amount,
      settingDefaults.threshold,
    )
    .addOption(
      new Option('--units <unit>', 'of reports made for reading; files hold nats')
        .choices(['bits', 'nats'])
        .default('bits'),
    )
    .addOption(
      new Option(
        '--format <format>',
        'of the report (default: text on a terminal, json otherwise)',
      ).choices(reportFormats),
    )
    .option('--output <path>', 'write the report there, as a whole or not at all')
    .option(
      '--fail-if <expr>',
      'exit code 1 if it holds for any file, as in "meanJs > 0.05"; may be repeated',
      (expression: string, earlier: readonly string[]) => [...earlier, expression],
      [],
    )
    .addHelpText('after', `\nFields of --fail-if, in nats: ${summaryFields.join(', ')}.`)
    .action((paths: string[], options: CompareOptions & PlaceOptions) =>
      actions.compare(paths, options),
    );
}

function addPairs(program: Command, actions: Actions): void {
  places(program.command('pairs'))
    .description('list pairs: from settings, cached, bundled')
    .addOption(
      new Option('--format <format>', 'of the list').choices(['text', 'json']).default('text'),
    )
    .action((options: PlaceOptions & { readonly format: 'text' | 'json' }) =>
      actions.pairs(options),
    );
}

function places(command: Command): Command {
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

/** Reads a whole number of at least `least`. */
function count(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    }
    return value;
  };
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of at least 0.');
  }
  return value;
}

function usageError(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0) return error;
  const problem = error.message.replace(/^error: /, '').replace(/([^.?!)])$/, '$1.');
  const name =
    command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  return new UserFacingError(
    'usage',
    error.code === 'commander.help'
      ? `No command is given. See ${name} --help.`
      : `${problem.charAt(0).toUpperCase()}${problem.slice(1)} See ${name} --help.`,
    [],
    { cause: error },
  );
}
