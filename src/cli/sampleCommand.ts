import { UserFacingError } from '../common/errors';
import { samplesJsonParts } from '../common/report/samplesJson';
import { samplesText } from '../common/report/samplesText';
import type { ModelName } from '../common/sampling/continuation';
import { exitCodes } from './exitCodes';
import { refuseToReplaceInput } from './outputFile';
import { readPrompts } from './readPrompts';
import { withSampling, type SamplingContext, type SamplingOptions } from './samplingSession';
import { styleOf, widthOf } from './terminal';
import { writeReport } from './writeReport';

/** The options of `sample`. */
export interface SampleOptions extends SamplingOptions {
  readonly writer: ModelName | 'both';
  readonly first: number;
  readonly coupled?: boolean | undefined;
}

/** Alternatives that the report has for each token. */
const alternatives = 5;

/**
 * Writes continuations and reports them.
 *
 * @returns the exit code
 * @throws UserFacingError, CancelledError
 */
export async function sampleCommand(
  paths: readonly string[],
  options: SampleOptions,
  context: SamplingContext,
): Promise<number> {
  const { console, signal, log } = context;
  if (options.output !== undefined) await refuseToReplaceInput(options.output, paths);
  const prompts = await readPrompts(paths, options, console.stdin, signal, log);
  if (prompts.length === 0) {
    throw new UserFacingError(
      'usage',
      'There is nothing to continue: name a file, or give --prompt or --prompts.',
    );
  }
  const set = await withSampling(options, context, (sample) =>
    sample({
      prompts: prompts.map((text) => ({ text })),
      writers: options.writer === 'both' ? ['base', 'tuned'] : [options.writer],
      first: options.first,
      coupled: options.coupled ?? false,
      topK: alternatives,
    }),
  );
  await writeReport(options, console, signal, {
    json: () => samplesJsonParts(set),
    text: (toFile) => [
      samplesText(set, {
        unit: options.units,
        style: toFile ? { ...styleOf(console), colour: 'none' } : styleOf(console),
        width: toFile ? 80 : widthOf(console),
      }),
    ],
  });
  return exitCodes.done;
}
