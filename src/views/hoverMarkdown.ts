import { isCausal, notCausalSentence } from '../common/causality';
import { logRatio, type Comparison } from '../common/comparison';
import type { ModelColumns } from '../common/statisticsColumns';
import {
  formatAmount,
  formatNats,
  formatProbability,
  formatSignedNats,
  fromNats,
  type DisplayUnit,
} from '../common/format';
import { readingAt, tokens as countOfTokens } from '../common/sentences';
import { visibleText, visibleToken } from '../common/text/tokenText';

export interface HoverOptions {
  readonly unit: DisplayUnit;
  /** The rows were scored before an edit. */
  readonly stale: boolean;
  /** The character that several rows share, as it is in the document. */
  readonly character: string;
}

const gap = '&emsp;';

/** Alternatives listed for one token, and for each token of a shared character; the panel has all. */
const listed = { single: 3, shared: 3 };

/**
 * What the hover says of the rows of one span, as Markdown without links. Document text and tokens
 * appear as code only.
 *
 * @param rows one row, or the rows of the tokens that share a character
 */
export function hoverMarkdown(
  comparison: Comparison,
  rows: readonly number[],
  options: HoverOptions,
): string {
  const shared = rows.length > 1;
  const parts = rows.map((row) => tokenBlock(comparison, row, options.unit, shared));
  if (shared) {
    parts.unshift(`${code(visibleText(options.character))} is ${rows.length} tokens`);
  }
  if (options.stale) parts.push('_Scored before the last edit._');
  return parts.join('\n\n');
}

function tokenBlock(
  comparison: Comparison,
  row: number,
  unit: DisplayUnit,
  shared: boolean,
): string {
  const { base, tuned, divergence, tokens, pair } = comparison;
  const figures = (name: string, show: (model: ModelColumns) => string): readonly string[] => [
    name,
    '',
    show(base),
    '',
    show(tuned),
  ];
  const ratio = logRatio(comparison, row);
  const token = tokenCode(comparison, tokens.id[row] ?? 0);
  return [
    `**${token}** &ensp;divergence ${formatNats(divergence.js[row] ?? 0, unit)} &ensp;` +
      `log ratio ${formatSignedNats(ratio, unit)} (${readingAt(comparison, row)})`,
    table(
      ['', 'base', '', 'tuned', ''],
      [
        figures('probability', (model) => formatProbability(probability(model, row))),
        figures('rank', (model) => (model.rank[row] ?? 0).toLocaleString('en')),
        figures('entropy', (model) => formatNats(model.entropy[row] ?? 0, unit, 1)),
        ...alternatives(comparison, row, shared ? listed.shared : listed.single),
      ],
    ),
    `KL(tuned ‖ base) ${formatNats(divergence.klTunedBase[row] ?? 0, unit)} · ` +
      `noise floor ${formatAmount(fromNats(pair.noiseFloor, unit))} · ` +
      (isCausal(pair) ? 'causal · ' : '') +
      `context ${countOfTokens(tokens.contextLength[row] ?? 0)}`,
    ...(isCausal(pair) ? [] : [notCausalSentence(pair, unit)]),
  ].join('\n\n');
}

/** What each model would have written instead, most probable first. */
function alternatives(
  comparison: Comparison,
  row: number,
  most: number,
): readonly (readonly string[])[] {
  const { topK } = comparison.settings;
  const cells = (model: ModelColumns, index: number): readonly string[] => {
    const at = row * topK + index;
    const probabilityAt = model.topProbabilities[at] ?? 0;
    if (probabilityAt <= 0) return ['', ''];
    return [tokenCode(comparison, model.topIds[at] ?? 0), formatProbability(probabilityAt)];
  };
  return Array.from({ length: Math.min(most, topK) }, (_, index) => [
    `${index + 1}`,
    ...cells(comparison.base, index),
    ...cells(comparison.tuned, index),
  ]);
}

/** One table for all, so that the two models' columns stand below each other. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Hovers set the cells of a table close together, so each but the first brings its own distance.
  const line = (cells: readonly string[]): string => `| ${cells.join(` | ${gap}`)} |`;
  return [line(head), '| :- | :- | -: | :- | -: |', ...rows.map(line)].join('\n');
}

function probability(model: ModelColumns, row: number): number {
  return Math.exp(-(model.surprisal[row] ?? Infinity));
}

function tokenCode(comparison: Comparison, id: number): string {
  const bytes = comparison.pieces.get(id);
  return code(bytes === undefined || bytes.length === 0 ? `⟨id ${id}⟩` : visibleToken(bytes));
}

/**
 * Text as inline code that no text can leave: fenced by more backticks than it holds in a row, with
 * the pipes of a table escaped. The text has no line breaks, since they are shown as signs.
 */
export function code(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padded = /^[` ]|[` ]$/.test(text) ? ` ${text} ` : text;
  return `${fence}${padded.replaceAll('|', '\\|')}${fence}`;
}
