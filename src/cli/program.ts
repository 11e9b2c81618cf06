import { Command, Option, type CommanderError } from 'commander';
import { settingDefaults } from '../common/contributions';
import { UserFacingError } from '../common/errors';
import { summaryFields } from '../common/report/summaryRecord';
import type { CompareOptions } from './compareCommand';
import { amount, count, repeated } from './optionReaders';
import { withPair, withPlaces, type PlaceOptions } from './pairOptions';
import { reportFormats } from './render';
import type { AttractorsOptions } from './attractorsCommand';
import { addAttractors, addCheckpoints, addProbe, addSample } from './samplingProgram';
import type { ProbeOptions } from './probeCommand';
import type { SampleOptions } from './sampleCommand';
import type { SamplingOptions } from './samplingSession';

/** What the commands do. */
export interface Actions {
  compare(paths: readonly string[], options: CompareOptions & PlaceOptions): Promise<void>;
  sample(paths: readonly string[], options: SampleOptions & PlaceOptions): Promise<void>;
  attractors(paths: readonly string[], options: AttractorsOptions & PlaceOptions): Promise<void>;
  checkpoints(paths: readonly string[], options: SamplingOptions & PlaceOptions): Promise<void>;
  probe(path: string | undefined, options: ProbeOptions & PlaceOptions): Promise<void>;
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
  addSample(program, actions);
  addAttractors(program, actions);
  addCheckpoints(program, actions);
  addProbe(program, actions);
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
  withPlaces(
    withPair(
      program
        .command('compare')
        .description('score files (or - for the standard input) with a pair')
        .argument('<file...>', 'text in UTF-8'),
    ),
  )
    .option('--stride <n>', 'tokens between windows (default: half of one)', count(0))
    .option(
      '--prefix <text>',
      'text that only the base reads before each file: how much of the tuned model’s shift it explains; may be repeated',
      repeated,
      [],
    )
    .option('--top-k <n>', 'alternatives kept per token and model (default: 10)', count(1))
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
    .option('--cache <dir>', 'keep results there, and take those that are there already')
    .option('--output <path>', 'write the report there, as a whole or not at all')
    .option(
      '--fail-if <expr>',
      'exit code 1 if it holds for any file, as in "meanJs > 0.05"; may be repeated',
      repeated,
      [],
    )
    .addHelpText('after', `\nFields of --fail-if, in nats: ${summaryFields.join(', ')}.`)
    .action((paths: string[], options: CompareOptions & PlaceOptions) =>
      actions.compare(paths, options),
    );
}

function addPairs(program: Command, actions: Actions): void {
  withPlaces(program.command('pairs'))
    .description('list pairs: from settings, cached, bundled')
    .addOption(
      new Option('--format <format>', 'of the list').choices(['text', 'json']).default('text'),
    )
    .action((options: PlaceOptions & { readonly format: 'text' | 'json' }) =>
      actions.pairs(options),
    );
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
