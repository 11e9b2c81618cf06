import { analysisSections } from '../sections/analysisSections';
import { sectionInput } from '../sections/sectionInput';
import { escapeMarkdown, viewsAsMarkdown } from '../sections/tableFormats';
import { tokens, verdictSentence } from '../sentences';
import { summarize } from '../stats/summary';
import { figuresOf, uncertaintyNote } from './figures';
import { howCompared, visiblePath } from './heading';
import { mostDivergentRows, showTokens, type ShownModel, type ShownToken } from './mostDivergent';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { whereSentence } from './where';

/** Tokens in the table of the most divergent ones. */
const tableLength = 20;

/**
 * The comparison as GitHub-flavoured Markdown: verdict, summary and the most divergent tokens. What
 * comes from the text stands in code spans only, so that it cannot act as Markdown.
 */
export function renderMarkdown(
  documents: readonly ReportDocument[],
  options: ReportOptions,
): string {
  return documents.map((document) => renderDocument(document, options)).join('\n');
}

function renderDocument(document: ReportDocument, options: ReportOptions): string {
  const { path, comparison } = document;
  const summary = summarize(comparison, options.thresholdNats);
  const figures = figuresOf(comparison, summary, options.unit);
  const shown = showTokens(document, mostDivergentRows(document, tableLength), options);
  const where = whereSentence(document, options);
  const lines = [
    `# ${code(visiblePath(path))}`,
    '',
    `${escapeMarkdown(howCompared(comparison))} · ${tokens(comparison.tokenCount)}`,
    '',
    escapeMarkdown(verdictSentence(comparison, summary, options.unit)),
    // The sentence may name a token; the table below has it as code.
    ...(where === '' ? [] : ['', escapeMarkdown(where)]),
  ];
  if (figures.length > 0) {
    lines.push('', '## Summary', '', '| | | |', '| --- | --- | --- |');
    lines.push(...figures.map(({ label, value, note }) => `| ${label} | ${value} | ${note} |`));
    lines.push('', uncertaintyNote(summary), ...analysisLines(document, options));
  }
  if (shown.length > 0) {
    lines.push(
      '',
      '## Most divergent tokens',
      '',
      '| line:column | token | divergence | log ratio | | base: p, rank | tuned: p, rank | base predicts | tuned predicts |',
      '| ---: | --- | ---: | ---: | --- | ---: | ---: | --- | --- |',
      ...shown.map(tokenRow),
    );
  }
  return `${lines.join('\n')}\n`;
}

function analysisLines(
  { comparison, text, conditions }: ReportDocument,
  { unit }: ReportOptions,
): string[] {
  return analysisSections(sectionInput(comparison, text, unit, conditions)).flatMap((section) => [
    '',
    `## ${section.title}`,
    '',
    escapeMarkdown(section.finding),
    '',
    escapeMarkdown(section.caveat),
    ...viewsAsMarkdown(section.views),
  ]);
}

function tokenRow(token: ShownToken): string {
  const { line, column } = token.place;
  const own = ({ probability, rank }: ShownModel): string => `${probability}, ${rank}`;
  const top = ({ top: alternatives }: ShownModel): string =>
    alternatives.map(({ text, probability }) => `${code(text)} ${probability}`).join(', ');
  const cells = [
    `${line}:${column}`,
    code(token.text),
    token.divergence,
    token.logRatio,
    token.preference,
    own(token.base),
    own(token.tuned),
    top(token.base),
    top(token.tuned),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Text without white space other than spaces as a code span in a table cell. */
function code(shown: string): string {
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  // Tables end a cell at a bar even inside of code, unless it is escaped.
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}
