import { supportedUpdate } from '../analysis/supportedUpdate';
import { isCausal } from '../causality';
import type { Comparison, TextRange } from '../comparison';
import { tokens } from '../sentences';
import type { Steps } from '../steps';
import { rowsOfRange } from '../text/rowsOfRange';
import { updateSentence } from './updateSentences';

/** Fewest tokens of a selection that is worth a sentence: one is what every click selects. */
const fewest = 2;

/**
 * How much of the update the selected part of a text supports, in a sentence; empty where nothing that is
 * scored is selected. From the stored statistics alone, so that it can follow a selection as it moves.
 *
 * @param starts spans of the scored rows in the text as it is now, UTF-16 code units
 */
export function* selectedUpdateSentence(
  comparison: Comparison,
  starts: Int32Array,
  ends: Int32Array,
  selection: TextRange,
): Steps<string> {
  if (selection.start >= selection.end || !isCausal(comparison.pair)) return '';
  const rows = rowsOfRange(starts, ends, comparison.scoredCount, selection);
  const count = rows.end - rows.first;
  if (count < fewest) return '';
  const update = yield* supportedUpdate(comparison, rows);
  return `Selection, ${tokens(count)}: ${updateSentence(update, 'it', true).replace(/^./, (first) => first.toLowerCase())}`;
}
