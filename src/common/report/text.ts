import { summarize } from '../stats/summary';
import { tokens as countTokens, verdictSentence } from '../sentences';
import { formatNats } from '../format';
import { figuresOf, uncertaintyNote } from './figures';
import {
  mostDivergentRows,
  showTokens,
  type ShownAlternative,
  type ShownToken,
} from './mostDivergent';
import type { ReportDocument, ReportOptions } from './reportDocument';
import type { SegmentToken } from './segments';
import { terminalBody } from './terminalBody';
import { bold, faint, plain, tokenStyle, type TerminalStyle } from './terminalStyle';
import { cell, wrapWords } from './terminalText';
import { visibleText } from '../text/tokenText';
import { whereSentence } from './where';

export interface TextOptions extends ReportOptions {
  readonly style: TerminalStyle;
  /** Cells of a line. */
  readonly width: number;
}

/** Tokens in the table of the most divergent ones. */
const tableLength = 10;

/** Narrowest and widest report; lines longer than this are hard to read. */
const leastWidth = 60;
const mostWidth = 100;

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
  const { style, width } = options;
  const summary = summarize(comparison, options.thresholdNats);
  const paragraph = (sentence: string): string[] =>
    sentence === '' ? [] : wrapWords(sentence, width - 2).map((line) => `  ${line}`);
  return [
    ...heading(document, options),
    '',
    ...paragraph(verdictSentence(comparison, summary, options.unit)),
    ...paragraph(whereSentence(document, options)),
    ...(document.text === ''
      ? []
      : [
          '',
          ...section('Text', options, legend(options)),
          ...terminalBody(document, options.thresholdNats, style, width),
        ]),
    ...(summary.scoredTokens === 0
      ? []
      : [
          '',
          ...section('Summary', options),
          ...figureLines(document, options),
          ...wrapWords(uncertaintyNote(summary), width - 2).map((line) =>
            faint(`  ${line}`, style),
          ),
          ...mostDivergent(document, options),
        ]),
  ];
}

function heading({ path, comparison }: ReportDocument, { style, width }: TextOptions): string[] {
  const { pair, settings } = comparison;
  const counts = `${countTokens(comparison.tokenCount)}, ${comparison.utf16Length} UTF-16 units`;
  const name = path === '-' ? 'standard input' : visibleText(path).replaceAll('␣', ' ');
  const title = cell(name, Math.max(10, width - counts.length - 2)).trimEnd();
  const gap = ' '.repeat(Math.max(2, width - cell(title, 0).length - title.length - counts.length));
  const how = `${visibleText(pair.base.name).replaceAll('␣', ' ')} → ${visibleText(pair.tuned.name).replaceAll('␣', ' ')} · ${pair.dtype} · context window ${settings.contextWindow}, stride ${settings.stride} · ${countTokens(pair.prefix.length)} of prefix`;
  return [
    `${bold(title, style)}${gap}${faint(counts, style)}`,
    faint(`${pair.name} · ${how}`, style),
  ];
}

function section(title: string, { style, width }: TextOptions, beside = ''): string[] {
  void width;
  return [`${bold(title, style)}${beside === '' ? '' : `   ${beside}`}`];
}

function legend(options: TextOptions): string {
  const { style } = options;
  const sample = (text: string, direction: -1 | 1): string => {
    const token: SegmentToken = {
      row: 0,
      step: 5,
      direction,
      divergent: true,
      littleContext: false,
    };
    const escape = tokenStyle(token, style);
    return escape === '' ? `[${direction > 0 ? '+' : '−'}…]` : `${escape}${text}${plain}`;
  };
  return `${sample('tuned favours it', 1)} ${sample('tuned avoids it', -1)}`;
}

function figureLines(document: ReportDocument, options: TextOptions): string[] {
  const summary = summarize(document.comparison, options.thresholdNats);
  return figuresOf(document.comparison, summary, options.unit).map(({ label, value, note }) =>
    `  ${cell(label, 18)}${cell(value, 20)}${faint(note, options.style)}`.trimEnd(),
  );
}

function mostDivergent(document: ReportDocument, options: TextOptions): string[] {
  const shown = showTokens(document, mostDivergentRows(document, tableLength), options);
  void formatNats;
  return shown.length === 0
    ? []
    : [
        '',
        ...section('Most divergent tokens', options),
        ...shown.flatMap((token) => row(token, options)),
      ];
}

function row(token: ShownToken, options: TextOptions): string[] {
  void options;
  const alternative = (all: readonly ShownAlternative[], place: number): string => {
    const found = all[place];
    return found === undefined
      ? ''
      : `${cell(found.text, 11)} ${cell(found.probability, 6, 'right')}`;
  };
  return [0, 1, 2].map((place) =>
    `  ${cell(place === 0 ? `${token.place.line}:${token.place.column}` : '', 7)} ${cell(place === 0 ? token.text : '', 12)} ${alternative(token.base.top, place)}  ${alternative(token.tuned.top, place)}`.trimEnd(),
  );
}
