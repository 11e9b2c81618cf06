import { alignedRows } from '../../common/analysis/conditioning';
import type { Comparison } from '../../common/comparison';
import {
  packFigures,
  type PanelToken,
  type SharedCharacter,
  type TopTokens,
} from '../../common/protocol/panelToken';
import { visibleText } from '../../common/text/tokenText';
import type { ComparedDocument } from '../../host/comparisonStore';
import { shownCondition } from './panelConditioned';
import { shownTokens } from './shownTokens';

/** Reads a part of a document, in UTF-16 code units. */
type TextOf = (start: number, end: number) => string;

/**
 * Everything that the panel shows of a row.
 *
 * @param textOf what the document has, as it is now, from one place to before another
 * @param row one that is scored
 */
export function panelToken(
  entry: Pick<ComparedDocument, 'conditions' | 'starts' | 'ends'>,
  comparison: Comparison,
  textOf: TextOf,
  row: number,
): PanelToken {
  const { tokens, base, tuned, divergence } = comparison;
  const condition = shownCondition(comparison, entry.conditions);
  const conditioned =
    condition !== undefined && row < alignedRows(comparison, condition) ? condition : undefined;
  const at = (column: Float64Array | Int32Array | undefined): number => column?.[row] ?? NaN;
  const tops = {
    base: topTokens(comparison, 'base', row),
    tuned: topTokens(comparison, 'tuned', row),
    conditioned: conditioned && topTokens(conditioned, 'base', row),
  };
  return {
    row,
    figures: packFigures({
      baseSurprisal: at(base.surprisal),
      tunedSurprisal: at(tuned.surprisal),
      baseEntropy: at(base.entropy),
      tunedEntropy: at(tuned.entropy),
      baseRank: at(base.rank),
      tunedRank: at(tuned.rank),
      js: at(divergence.js),
      klTunedBase: at(divergence.klTunedBase),
      klBaseTuned: at(divergence.klBaseTuned),
      tv: at(divergence.tv),
      contextLength: at(tokens.contextLength),
      conditionedSurprisal: at(conditioned?.base.surprisal),
      conditionedEntropy: at(conditioned?.base.entropy),
      conditionedRank: at(conditioned?.base.rank),
      klTunedConditioned: at(conditioned?.divergence.klTunedBase),
    }),
    ...tops,
    ...shownTokens(
      [comparison.pieces, ...(conditioned === undefined ? [] : [conditioned.pieces])],
      Object.values(tops).flatMap((top) => Array.from(top?.ids ?? [])),
    ),
    sharedCharacter: sharedCharacter(entry, comparison.scoredCount, textOf, row),
  };
}

function topTokens(comparison: Comparison, model: 'base' | 'tuned', row: number): TopTokens {
  const { topIds, topProbabilities } = comparison[model];
  const { topK } = comparison.settings;
  const [from, to] = [row * topK, (row + 1) * topK];
  return {
    ids: topIds.slice(from, to),
    probabilities: Float32Array.from(topProbabilities.subarray(from, to)),
  };
}

/** The rows with the same span, where there are several: tokens of a character that none holds whole. */
function sharedCharacter(
  { starts, ends }: Pick<ComparedDocument, 'starts' | 'ends'>,
  count: number,
  textOf: TextOf,
  row: number,
): SharedCharacter | undefined {
  const shares = (other: number): boolean =>
    starts[other] === starts[row] && ends[other] === ends[row];
  let firstRow = row;
  while (firstRow > 0 && shares(firstRow - 1)) firstRow -= 1;
  let end = row + 1;
  while (end < count && shares(end)) end += 1;
  if (end - firstRow === 1) return undefined;
  return {
    firstRow,
    rowCount: end - firstRow,
    text: visibleText(textOf(starts[row] ?? 0, ends[row] ?? 0)),
  };
}
