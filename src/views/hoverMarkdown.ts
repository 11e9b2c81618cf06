import { isCausal, noiseFloorText, notCausalSentence } from '../common/causality';
import { logRatio, type Comparison } from '../common/comparison';
import type { ModelColumns } from '../common/statisticsColumns';
import {
  formatNats,
  formatProbability,
  formatSignedNats,
  type DisplayUnit,
} from '../common/format';
import { prefixText } from '../common/sections/conditioningSentences';
import { readingAt, tokens as countOfTokens } from '../common/sentences';
import { visibleText, visibleToken } from '../common/text/tokenText';

export interface HoverOptions {
  readonly unit: DisplayUnit;
  /** The rows were scored before an edit. */
  readonly stale: boolean;
  /** The character that several rows share, as it is in the document. */
  readonly character: string;
  /** The same rows with a prefix that the base reads first, shown as a third column. */
  readonly conditioned?: Comparison | undefined;
}

const gap = '&emsp;';

/**
 * Alternatives listed for a token; the panel has all. With a prefix one less, whose line goes to naming the
 * prefix: VS Code's hover has no room for more, and its links would be out of sight.
 */
const listed = { plain: 3, withPrefix: 2 };

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
  const parts = rows.map((row) => tokenBlock(comparison, row, options));
  if (shared) {
    parts.unshift(`${code(visibleText(options.character))} is ${rows.length} tokens`);
  }
  if (options.stale) parts.push('_Scored before the last edit._');
  return parts.join('\n\n');
}

/** A model of the table, and the comparison that its tokens are named in. */
interface ModelColumn {
  readonly title: string;
  readonly of: Comparison;
  readonly model: ModelColumns;
}

function tokenBlock(
  comparison: Comparison,
  row: number,
  { unit, conditioned }: HoverOptions,
): string {
  const { divergence, tokens, pair } = comparison;
  const columns: readonly ModelColumn[] = [
    { title: 'base', of: comparison, model: comparison.base },
    ...(conditioned === undefined
      ? []
      : [{ title: 'with prefix', of: conditioned, model: conditioned.base }]),
    { title: 'tuned', of: comparison, model: comparison.tuned },
  ];
  const figures = (name: string, show: (model: ModelColumns) => string): readonly string[] => [
    name,
    ...columns.flatMap(({ model }) => ['', show(model)]),
  ];
  const ratio = logRatio(comparison, row);
  const token = tokenCode(comparison, tokens.id[row] ?? 0);
  return [
    `**${token}** &ensp;divergence ${formatNats(divergence.js[row] ?? 0, unit)} &ensp;` +
      `log ratio ${formatSignedNats(ratio, unit)} (${readingAt(comparison, row)})`,
    table(
      ['', ...columns.flatMap(({ title }) => [title, ''])],
      [
        figures('probability', (model) => formatProbability(probability(model, row))),
        figures('rank', (model) => (model.rank[row] ?? 0).toLocaleString('en')),
        figures('entropy', (model) => formatNats(model.entropy[row] ?? 0, unit, 1)),
        ...alternatives(columns, row, conditioned === undefined ? listed.plain : listed.withPrefix),
      ],
    ),
    `KL(tuned ‖ base) ${formatNats(divergence.klTunedBase[row] ?? 0, unit)} · ` +
      (conditioned === undefined
        ? ''
        : `${withPrefix(conditioned)} ` +
          `${formatNats(conditioned.divergence.klTunedBase[row] ?? 0, unit)} · `) +
      `${noiseFloorText(pair, 'klTunedBase', unit).replace('< ', '<&nbsp;')} · ` +
      (isCausal(pair) ? 'causal · ' : '') +
      `context ${countOfTokens(tokens.contextLength[row] ?? 0)}`,
    ...(isCausal(pair) ? [] : [notCausalSentence(pair, unit)]),
  ].join('\n\n');
}

/** Names the prefix beside the figure, as a line of its own would be out of sight in VS Code's hover. */
function withPrefix({ condition }: Comparison): string {
  return condition === undefined ? 'with prefix' : `with prefix ${code(prefixText(condition))}`;
}

/** What each model would have written instead, most probable first. */
function alternatives(
  columns: readonly ModelColumn[],
  row: number,
  most: number,
): readonly (readonly string[])[] {
  const cells = ({ of, model }: ModelColumn, index: number): readonly string[] => {
    const at = row * of.settings.topK + index;
    const probabilityAt = model.topProbabilities[at] ?? 0;
    if (index >= of.settings.topK || probabilityAt <= 0) return ['', ''];
    return [tokenCode(of, model.topIds[at] ?? 0), formatProbability(probabilityAt)];
  };
  const count = Math.min(most, ...columns.map(({ of }) => of.settings.topK));
  return Array.from({ length: count }, (_, index) => [
    `${index + 1}`,
    ...columns.flatMap((column) => cells(column, index)),
  ]);
}

/** One table for all, so that the two models' columns stand below each other. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Hovers set the cells of a table close together, so each but the first brings its own distance.
  const line = (cells: readonly string[]): string => `| ${cells.join(` | ${gap}`)} |`;
  const alignment = `| ${head.map((_, column) => (column > 0 && column % 2 === 0 ? '-:' : ':-')).join(' | ')} |`;
  return [line(head), alignment, ...rows.map(line)].join('\n');
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
