import type { AttractorReport } from '../attractors/attractorReport';
import type { PerturbationReport } from '../attractors/perturbation';
import { attractorsSection } from '../sections/attractorsSection';
import { howSampled, type SamplesTextOptions } from './samplesText';
import { readableWidth, sectionText } from './sectionText';
import { faint } from './terminalStyle';
import { wrapWords } from './terminalText';

/** An attractor report for reading on a terminal. */
export function attractorsText(
  report: AttractorReport,
  perturbation: PerturbationReport | undefined,
  options: SamplesTextOptions,
): string {
  const { unit, style } = options;
  const width = readableWidth(options.width);
  const { prompts } = report.set;
  const head = `${howSampled(report.set)} · ${prompts.length} ${prompts.length === 1 ? 'prompt' : 'prompts'}`;
  const lines = [
    ...wrapWords(head, width).map((line) => faint(line, style)),
    '',
    ...sectionText(attractorsSection(report, unit, perturbation), style, width),
  ];
  return `${lines.join('\n')}\n`;
}
