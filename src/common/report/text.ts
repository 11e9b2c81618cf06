import { tokens, verdictSentence } from '../sentences';
import { analysisSections } from '../sections/analysisSections';
import { sectionInput } from '../sections/sectionInput';
import { summarize } from '../stats/summary';
import { figuresOf, uncertaintyNote, type Figure } from './figures';
import { howCompared, visiblePath } from './heading';
import { mostDivergentRows, showTokens } from './mostDivergent';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { terminalBody } from './terminalBody';
import { bold, faint, plain, tokenStyle, type TerminalStyle } from './terminalStyle';
import { tokenTable } from './terminalTable';
import { cell, widthOfText, wrapWords } from './terminalText';
import { whereSentence } from './where';

export interface TextOptions extends ReportOptions {
  readonly style: TerminalStyle;
  /** Cells of a line. */
  readonly width: number;
}

/** Tokens in the table of the most divergent ones. */
const tableLength = 10;

/** Narrowest and widest report: lines longer than this are hard to read. */
const leastWidth = 76;
const mostWidth = 100;

const figureWidths = { label: 19, value: 20 };

/**
 * The comparison for reading on a terminal: the verdict, the text with its tokens drawn, the summary
 * with standard errors and the most divergent tokens with what each model predicts instead. Nothing
 * of the text reaches the terminal as a control character.
 */
export function renderText(documents: readonly ReportDocument[], options: TextOptions): string {
  const width = Math.min(mostWidth, Math.max(leastWidth, options.width));
  return documents
    .map((document) => `${documentLines(document, { ...options, width }).join('\n')}\n`)
    .join('\n');
}

function documentLines(document: ReportDocument, options: TextOptions): string[] {
  const { comparison } = document;
  const { style, width, thresholdNats, unit } = options;
  const summary = summarize(comparison, thresholdNats);
  const paragraph = (sentence: string): string[] =>
    sentence === '' ? [] : wrapWords(sentence, width);
  const lines = [
    ...heading(document, options),
    '',
    ...paragraph(verdictSentence(comparison, summary, unit)),
    ...paragraph(whereSentence(document, options)),
  ];
  if (document.text !== '') {
    lines.push('', bold('Text', style), ...legend(options));
    lines.push(...terminalBody(document, thresholdNats, style, width));
  }
  if (summary.scoredTokens === 0) return lines;
  const figures = figuresOf(comparison, summary, unit);
  lines.push('', bold('Summary', style));
  lines.push(...figures.flatMap((figure) => figureLines(figure, options)));
  lines.push(
    ...wrapWords(uncertaintyNote(summary), width - 2).map((line) => faint(`  ${line}`, style)),
  );
  lines.push('', bold('What it means', style), ...meaningLines(document, options));
  const shown = showTokens(document, mostDivergentRows(document, tableLength), options);
  if (shown.length > 0) {
    lines.push('', bold('Most divergent tokens', style), ...tokenTable(shown, style, width));
  }
  return lines;
}

function heading({ path, comparison }: ReportDocument, { style, width }: TextOptions): string[] {
  const counts = tokens(comparison.tokenCount);
  const room = width - widthOfText(counts) - 2;
  const title = visiblePath(path);
  const first =
    widthOfText(title) <= room
      ? [`${bold(cell(title, room), style)}  ${faint(counts, style)}`]
      : [bold(title, style), faint(counts, style)];
  return [...first, ...wrapWords(howCompared(comparison), width).map((line) => faint(line, style))];
}

function legend({ style, width }: TextOptions): string[] {
  if (style.colour === 'none') {
    const words = 'Divergent: [+…] tuned favours it, [−…] tuned avoids it, […] no preference.';
    return wrapWords(words, width - 2).map((line) => `  ${line}`);
  }
  const sample = (text: string, direction: -1 | 1): string => {
    const token = { row: 0, step: 5, direction, divergent: true, littleContext: false };
    return `${tokenStyle(token, style)}${text}${plain}`;
  };
  const strength = style.colour === 'basic' ? '' : '; colour: how strongly';
  return [
    `  ${sample('tuned favours it', 1)} ${sample('tuned avoids it', -1)} ${faint(`underlined: divergent${strength}`, style)}`,
  ];
}

/** One paragraph for each analysis: its name, its finding and what limits that. */
function meaningLines(
  { comparison, text, conditions }: ReportDocument,
  options: TextOptions,
): string[] {
  const { style, width, unit } = options;
  const indent = '  ';
  return analysisSections(sectionInput(comparison, text, unit, conditions)).flatMap(
    ({ title, finding, caveat }) => [
      ...wrapWords(`${title}: ${finding}`, width - indent.length).map((line) => indent + line),
      ...wrapWords(caveat, width - indent.length).map((line) => faint(indent + line, style)),
    ],
  );
}

function figureLines(figure: Figure, { style, width }: TextOptions): string[] {
  const { label, value } = figureWidths;
  const notes = wrapWords(figure.note, width - label - value - 2);
  return notes.map((note, index) => {
    const before =
      index === 0
        ? cell(figure.label, label) + cell(figure.value, value)
        : ' '.repeat(label + value);
    return `  ${before}${note === '' ? '' : faint(note, style)}`.trimEnd();
  });
}
