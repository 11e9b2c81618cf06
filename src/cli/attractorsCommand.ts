import { attractorSteps } from '../common/attractors/attractorReport';
import { testPerturbations } from '../common/attractors/perturbation';
import type { Prompt } from '../common/protocol/sampling';
import { attractorsJsonParts } from '../common/report/attractorsJson';
import { attractorsText } from '../common/report/attractorsText';
import { continuedPrompts } from '../common/sampling/continuedPrompts';
import { neutralPrompts } from '../common/sampling/neutralPrompts';
import { paragraphStarts } from '../common/text/paragraphStarts';
import { cancellable } from '../model/eventLoop';
import { exitCodes } from './exitCodes';
import { refuseToReplaceInput } from './outputFile';
import { readPrompts } from './readPrompts';
import { withSampling, type SamplingContext, type SamplingOptions } from './samplingSession';
import { styleOf, widthOf } from './terminal';
import { writeReport } from './writeReport';

/** The options of `attractors`. */
export interface AttractorsOptions extends SamplingOptions {
  readonly paragraphs?: boolean | undefined;
  readonly perturb?: boolean | undefined;
}

/** Most paragraphs of a text that are continued. */
const mostParagraphs = 20;

/**
 * Finds out where continuations lead and reports it.
 *
 * @returns the exit code
 * @throws UserFacingError, CancelledError
 */
export async function attractorsCommand(
  paths: readonly string[],
  options: AttractorsOptions,
  context: SamplingContext,
): Promise<number> {
  const { console, signal, log } = context;
  if (options.output !== undefined) await refuseToReplaceInput(options.output, paths);
  const texts = await readPrompts(paths, options, console.stdin, signal, log);
  const given = texts.length === 0 ? neutralPrompts : texts;
  const prompts =
    options.paragraphs === true ? given.flatMap(beforeParagraphs) : given.map((text) => ({ text }));
  const { report, perturbation } = await withSampling(
    options,
    context,
    async (sample, progress) => {
      const set = await sample({ prompts, writers: ['base', 'tuned'] });
      const continued = continuedPrompts({ source: '', prompts }, set).prompts;
      return {
        report: await cancellable(attractorSteps(set), signal),
        perturbation:
          options.perturb === true
            ? await testPerturbations(
                { prompts: continued, length: options.length, pastEnd: set.decoding.pastEnd },
                sample,
                (fraction) => {
                  progress.perturbing(fraction);
                },
              )
            : undefined,
      };
    },
  );
  await writeReport(options, console, signal, {
    json: () => attractorsJsonParts(report, perturbation),
    text: (toFile) => [
      attractorsText(report, perturbation, {
        unit: options.units,
        style: toFile ? { ...styleOf(console), colour: 'none' } : styleOf(console),
        width: toFile ? 80 : widthOf(console),
      }),
    ],
  });
  return exitCodes.done;
}

/** What stands before each paragraph of a text: where a model would begin it. */
function beforeParagraphs(text: string): Prompt[] {
  return paragraphStarts(text, mostParagraphs).map((start) => ({
    text: text.slice(0, start),
    isDispensable: start === 0,
  }));
}
