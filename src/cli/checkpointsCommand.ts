import { checkpointSteps } from '../common/checkpoints/checkpointSeries';
import { surveyCheckpoints } from '../common/checkpoints/surveyCheckpoints';
import { checkpointsJsonParts } from '../common/report/checkpointsJson';
import { checkpointsText } from '../common/report/checkpointsText';
import { neutralPrompts } from '../common/sampling/neutralPrompts';
import { cancellable } from '../model/eventLoop';
import { chooseCheckpoints } from './choosePair';
import { exitCodes } from './exitCodes';
import { refuseToReplaceInput } from './outputFile';
import { readPrompts } from './readPrompts';
import { withSampling, type SamplingContext, type SamplingOptions } from './samplingSession';
import { styleOf, widthOf } from './terminal';
import { writeReport } from './writeReport';

/**
 * Compares all tuned checkpoints of a pair and reports it.
 *
 * @returns the exit code
 * @throws UserFacingError, CancelledError
 */
export async function checkpointsCommand(
  paths: readonly string[],
  options: SamplingOptions,
  context: SamplingContext,
): Promise<number> {
  const { console, signal, log, places } = context;
  if (options.output !== undefined) await refuseToReplaceInput(options.output, paths);
  const texts = await readPrompts(paths, options, console.stdin, signal, log);
  const prompts = (texts.length === 0 ? neutralPrompts : texts).map((text) => ({ text }));
  const checkpoints = await chooseCheckpoints(options, places);
  const series = await withSampling(options, context, async (sample, progress) => {
    const samples = await surveyCheckpoints(
      checkpoints,
      (checkpoint, onShare) =>
        sample({ ...checkpoint, prompts, writers: ['base', 'tuned'] }, onShare),
      (fraction) => {
        progress.surveying(fraction);
      },
    );
    return cancellable(checkpointSteps(samples), signal);
  });
  await writeReport(options, console, signal, {
    json: () => checkpointsJsonParts(series),
    text: (toFile) => [
      checkpointsText(series, {
        unit: options.units,
        style: toFile ? { ...styleOf(console), colour: 'none' } : styleOf(console),
        width: toFile ? 80 : widthOf(console),
      }),
    ],
  });
  return exitCodes.done;
}
