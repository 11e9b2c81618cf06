import type { CheckpointSeries } from '../checkpoints/checkpointSeries';
import { decodingText } from '../sampling/decoding';
import { checkpointsSection } from '../sections/checkpointsSection';
import { tokens } from '../sentences';
import { visibleName } from '../text/tokenText';
import { threadsText, type SamplesTextOptions } from './samplesText';
import { readableWidth, sectionText } from './sectionText';
import { faint } from './terminalStyle';
import { wrapWords } from './terminalText';

/** What a series of checkpoints was made of, in one line. */
export function howSurveyed({ points }: CheckpointSeries): string {
  const [{ set }] = points;
  const { pair, count, length, prompts, seed, decoding, contextWindow } = set;
  return [
    pair.name,
    `${points.length} ${points.length === 1 ? 'checkpoint' : 'checkpoints'} of ${pair.base.name}`,
    pair.dtype,
    `${prompts.length} ${prompts.length === 1 ? 'prompt' : 'prompts'}`,
    `${count} ${count === 1 ? 'continuation' : 'continuations'} of each, of at most ${tokens(length)}`,
    decodingText(decoding),
    `seed ${seed}`,
    `context window ${contextWindow}`,
    threadsText(set),
  ]
    .map(visibleName)
    .join(' · ');
}

/** A series of checkpoints for reading on a terminal. */
export function checkpointsText(series: CheckpointSeries, options: SamplesTextOptions): string {
  const width = readableWidth(options.width);
  const section = checkpointsSection(series, options.unit);
  const lines = [
    ...wrapWords(howSurveyed(series), width).map((line) => faint(line, options.style)),
    '',
    ...sectionText(section, options.style, width),
  ];
  return `${lines.join('\n')}\n`;
}
