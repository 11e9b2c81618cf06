import { isDivergent } from '../divergent';
import { explanationOf } from '../explanations';
import { tokens, tokenSentence, verdictSentence } from '../sentences';
import { summarize } from '../stats/summary';
import { figuresOf, uncertaintyNote } from './figures';
import { howCompared, visiblePath } from './heading';
import { htmlSections } from './htmlSections';
import { htmlStyles } from './htmlStyles';
import { escapeHtml, explanationHtml } from './htmlText';
import { mostDivergentRows, showTokens, type ShownModel, type ShownToken } from './mostDivergent';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { safeGrapheme } from './safeText';
import { segmentsOf, type Segment } from './segments';
import { whereSentence } from './where';

/** Tokens in the table of the most divergent ones. */
const tableLength = 20;

/** Most tokens for which the page has the table of all of them. */
const longestTable = 5000;

/**
 * The comparison as one HTML page that needs nothing else: no script, no font, no request. It follows
 * the reader's light or dark scheme; every colour has an underline, and every drawing a table.
 */
export function renderHtml(documents: readonly ReportDocument[], options: ReportOptions): string {
  const names = documents.map(({ path }) => visiblePath(path)).join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(names)} – Steerscope</title>
<style>${htmlStyles}</style>
</head>
<body>
<main>
${documents.map((document, index) => renderDocument(document, index, options)).join('\n')}
</main>
</body>
</html>
`;
}

function renderDocument(document: ReportDocument, index: number, options: ReportOptions): string {
  const { comparison } = document;
  const summary = summarize(comparison, options.thresholdNats);
  const figures = figuresOf(comparison, summary, options.unit);
  const where = whereSentence(document, options);
  const heading = `document-${index + 1}`;
  const parts = [
    `<article aria-labelledby="${heading}">`,
    `<h1 id="${heading}">${escapeHtml(visiblePath(document.path))}</h1>`,
    `<p class="how">${escapeHtml(howCompared(comparison))} · ${tokens(comparison.tokenCount)}</p>`,
    `<p class="verdict">${escapeHtml(verdictSentence(comparison, summary, options.unit))}</p>`,
    where === '' ? '' : `<p><bdi>${escapeHtml(where)}</bdi></p>`,
    document.text === '' ? '' : textSection(document, options),
  ];
  if (figures.length > 0) {
    const rows = figures.map(
      ({ label, value, note }) =>
        `<tr><th scope="row">${label}</th><td>${escapeHtml(value)}</td><td>${escapeHtml(note)}</td></tr>`,
    );
    parts.push(
      '<section><h2>Summary</h2>',
      `<table><thead><tr><th scope="col">figure</th><th scope="col">value</th><th scope="col">note</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`,
      `<p class="note">${uncertaintyNote(summary)}</p>`,
      explanationHtml(explanationOf('overview')),
      '</section>',
      htmlSections(document, options),
      tokenTables(document, options),
    );
  }
  parts.push('</article>');
  return parts.filter((part) => part !== '').join('\n');
}

function textSection(document: ReportDocument, options: ReportOptions): string {
  const { text, comparison } = document;
  const drawn = segmentsOf(comparison, options.thresholdNats).map((segment) =>
    drawSegment(document, segment, text.slice(segment.start, segment.end), options),
  );
  return `<section><h2>Text</h2>
<p class="legend"><span class="t s5 fav div">tuned favours it</span> <span class="t s5 avo div">tuned avoids it</span> Stronger colour: larger divergence. Underline: divergent token.</p>
<div class="text" dir="auto">${drawn.join('')}</div></section>`;
}

function drawSegment(
  { comparison }: ReportDocument,
  { token }: Segment,
  covered: string,
  { unit }: ReportOptions,
): string {
  if (token === undefined) return escapeHtml(safeText(covered));
  // Between words nothing is painted, so that their colours stay apart.
  const [space = ''] = /^ (?=\S)/u.exec(covered) ?? [];
  const shown = escapeHtml(safeText(covered.slice(space.length)));
  const { step, direction, divergent, littleContext, row } = token;
  const names = [
    't',
    ...(step > 0 ? [`s${step}`] : []),
    ...(direction === 0 ? [] : [direction > 0 ? 'fav' : 'avo']),
    ...(divergent ? ['div'] : []),
    ...(littleContext ? ['few'] : []),
  ];
  const title = escapeHtml(tokenSentence(comparison, row, unit));
  return `${space}<span class="${names.join(' ')}" title="${title}">${shown}</span>`;
}

function tokenTables(document: ReportDocument, options: ReportOptions): string {
  const { comparison } = document;
  const most = mostDivergentRows(document, tableLength);
  const all = Array.from({ length: comparison.scoredCount }, (_, row) => row);
  const divergent = all.filter((row) => isDivergent(comparison, row, options.thresholdNats));
  const list = (rows: readonly number[], caption: string): string =>
    tokenTable(showTokens(document, rows, options), caption);
  const parts = [];
  if (most.length > 0) {
    parts.push(
      '<section><h2>Most divergent tokens</h2>',
      list(most, `The ${tokens(most.length)} with the largest divergence, the largest first`),
      explanationHtml(explanationOf('mostDivergent')),
      '</section>',
    );
  }
  const [rows, what] = all.length <= longestTable ? [all, 'All'] : [divergent, 'All divergent'];
  parts.push(
    `<details><summary>${what} tokens in the order of the text (${rows.length})</summary>`,
    list(rows, `${what} tokens in the order of the text`),
    '</details>',
  );
  return parts.join('\n');
}

function tokenTable(rows: readonly ShownToken[], caption: string): string {
  const columns = [
    'line:column',
    'token',
    'divergence',
    'log ratio',
    'direction',
    'base: p, rank',
    'tuned: p, rank',
    'base predicts',
    'tuned predicts',
  ];
  const own = ({ probability, rank }: ShownModel): string => `${probability}, ${rank}`;
  const top = ({ top: alternatives }: ShownModel): string =>
    alternatives
      .map(({ text, probability }) => `<code>${escapeHtml(text)}</code> ${escapeHtml(probability)}`)
      .join('<br>');
  const body = rows.map(
    (token) =>
      `<tr><td class="n">${token.place.line}:${token.place.column}</td><th scope="row"><code>${escapeHtml(token.text)}</code></th>` +
      `<td class="n">${escapeHtml(token.divergence)}</td><td class="n">${escapeHtml(token.logRatio)}</td><td class="w">${token.preference}</td>` +
      `<td class="n">${escapeHtml(own(token.base))}</td><td class="n">${escapeHtml(own(token.tuned))}</td>` +
      `<td>${top(token.base)}</td><td>${top(token.tuned)}</td></tr>`,
  );
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  return `<div class="wide"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The document's text with line breaks and tabs as they are and other controls made visible. */
function safeText(text: string): string {
  return Array.from(graphemes.segment(text.replace(/\r\n?/g, '\n')), ({ segment }) =>
    segment === '\n' || segment === '\t' ? segment : safeGrapheme(segment),
  ).join('');
}
