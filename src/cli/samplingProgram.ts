import { Option, type Command } from 'commander';
import { amount, count, repeated } from './optionReaders';
import { withPair, withPlaces, type PlaceOptions } from './pairOptions';
import type { AttractorsOptions } from './attractorsCommand';
import type { ProbeOptions } from './probeCommand';
import type { SampleOptions } from './sampleCommand';
import type { SamplingOptions } from './samplingSession';

/** Most tokens of a continuation, unless another number is asked for. */
const defaultLength = 64;

/** Adds `sample` to the program. */
export function addSample(
  program: Command,
  actions: {
    sample(paths: readonly string[], options: SampleOptions & PlaceOptions): Promise<void>;
  },
): void {
  const command = program
    .command('sample')
    .description('write continuations with both models, each scored by both')
    .argument('[file...]', 'texts to continue, in UTF-8; - for the standard input');
  withOutput(withPlaces(withPair(withSampling(withPrompts(command), 8))))
    .addOption(
      new Option('--writer <model>', 'who writes')
        .choices(['both', 'base', 'tuned'])
        .default('both'),
    )
    .option(
      '--first <n>',
      'number of the first continuation, to go on with earlier ones',
      count(0),
      0,
    )
    .option(
      '--coupled',
      'both models draw with the same random numbers, which shows where they part',
    )
    .action((paths: string[], options: SampleOptions & PlaceOptions) =>
      actions.sample(paths, options),
    );
}

/** Adds `attractors` to the program. */
export function addAttractors(
  program: Command,
  actions: {
    attractors(paths: readonly string[], options: AttractorsOptions & PlaceOptions): Promise<void>;
  },
): void {
  const command = program
    .command('attractors')
    .description('find out where continuations lead, and whether tuned always ends up there')
    .argument(
      '[file...]',
      'texts to continue, in UTF-8; - for the standard input (default: twenty neutral beginnings)',
    );
  withOutput(withPlaces(withPair(withSampling(withPrompts(command), 16))))
    .option('--paragraphs', 'continue each text where its paragraphs begin, at most 20 of them')
    .option('--perturb', 'also change tokens of the most probable texts: do they return?')
    .action((paths: string[], options: AttractorsOptions & PlaceOptions) =>
      actions.attractors(paths, options),
    );
}

/** Adds `checkpoints` to the program. */
export function addCheckpoints(
  program: Command,
  actions: {
    checkpoints(paths: readonly string[], options: SamplingOptions & PlaceOptions): Promise<void>;
  },
): void {
  const command = program
    .command('checkpoints')
    .description('compare all tuned checkpoints of a pair against the KL they spend')
    .argument(
      '[file...]',
      'texts to continue, in UTF-8; - for the standard input (default: twenty neutral beginnings)',
    );
  withOutput(withPlaces(withPair(withSampling(withPrompts(command), 8)))).action(
    (paths: string[], options: SamplingOptions & PlaceOptions) =>
      actions.checkpoints(paths, options),
  );
}

/** Adds `probe` to the program. */
export function addProbe(
  program: Command,
  actions: { probe(path: string | undefined, options: ProbeOptions & PlaceOptions): Promise<void> },
): void {
  const command = program
    .command('probe')
    .description('ask questions whose right answer is a known chance, of both models')
    .argument(
      '[file]',
      'probes as JSON, see schema/probes.schema.json (default: the bundled ones)',
    );
  withOutput(withPlaces(withPair(withSideBySide(command))))
    .option('--chat', 'ask the tuned model in a chat, by its chat template')
    .action((path: string | undefined, options: ProbeOptions & PlaceOptions) =>
      actions.probe(path, options),
    );
}

/** Adds the options that give prompts beside files. */
function withPrompts(command: Command): Command {
  return command
    .option('--prompt <text>', 'a text to continue; may be repeated', repeated, [])
    .option('--prompts <file>', 'texts to continue: one a line, or a JSON list of texts');
}

/** Adds the options that say how continuations are drawn. */
function withSampling(command: Command, defaultCount: number): Command {
  command
    .option('-n, --count <n>', 'continuations of each text by each model', count(1), defaultCount)
    .option('--length <n>', 'most tokens of a continuation', count(1), defaultLength)
    .option(
      '--seed <n>',
      'decides the tokens (default: drawn, and recorded)',
      count(0, 2 ** 32 - 1),
    )
    .option('--temperature <t>', 'of the distribution; 0 takes the most probable token', amount, 1)
    .option('--top-k <n>', 'draw from so many of the most probable tokens (0: all)', count(0), 0)
    .option('--top-p <p>', 'draw from the most probable tokens with this probability', amount, 1)
    .option('--stop <text>', 'end behind this text; may be repeated', repeated, [])
    .option('--past-end', 'go on behind the end of a document');
  return withSideBySide(command);
}

/** Adds the options that say how models share the threads. */
function withSideBySide(command: Command): Command {
  return command
    .option('--side-by-side', 'each model has half of the threads, to run beside the other')
    .option('--no-side-by-side', 'each model has all of the threads');
}

/** Adds the options of the report. */
function withOutput(command: Command): Command {
  return command
    .addOption(
      new Option('--units <unit>', 'of the readable report; files hold nats')
        .choices(['bits', 'nats'])
        .default('bits'),
    )
    .addOption(
      new Option(
        '--format <format>',
        'of the report (default: text on a terminal, json otherwise)',
      ).choices(['json', 'text']),
    )
    .option('--output <path>', 'write the report there, as a whole or not at all');
}
