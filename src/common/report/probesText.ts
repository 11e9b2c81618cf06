import { tokens } from '../sentences';
import type { ProbeReport } from '../probes/probeReport';
import { probesSection } from '../sections/probesSection';
import { visibleName } from '../text/tokenText';
import { threadsText, type SamplesTextOptions } from './samplesText';
import { readableWidth, sectionText } from './sectionText';
import { faint } from './terminalStyle';
import { wrapWords } from './terminalText';

/** What was asked of which pair, and how, in one line. */
export function howProbed(report: ProbeReport): string {
  const { file, pair, contextWindow, chat } = report;
  return [
    pair.name,
    `${pair.base.name} → ${pair.tuned.name}`,
    pair.dtype,
    `probes “${file.title}”`,
    `context window ${contextWindow}`,
    `prefix of ${tokens(pair.prefix.length)}`,
    threadsText(report),
    ...(chat ? ['tuned in a chat'] : []),
  ]
    .map(visibleName)
    .join(' · ');
}

/** A report on probes for reading on a terminal. */
export function probesText(report: ProbeReport, options: SamplesTextOptions): string {
  const width = readableWidth(options.width);
  const section = probesSection(report, options.unit);
  // Every answer of every question fills several screens; the JSON has them.
  const views = section.views.filter(({ label }) => label !== 'answers');
  const lines = [
    ...wrapWords(howProbed(report), width).map((line) => faint(line, options.style)),
    '',
    ...sectionText({ ...section, views }, options.style, width),
  ];
  return `${lines.join('\n')}\n`;
}
