import type * as vscode from 'vscode';
import { selectedUpdateSentence } from '../../common/sections/selectedUpdate';
import type { Steps } from '../../common/steps';
import type { ComparedDocument } from '../../host/comparisonStore';

/**
 * How much of the update the selected text of an editor supports, in a sentence; empty where nothing of
 * it is scored. Of several selections it is about the first.
 */
export function* selectedUpdateIn(
  { document, selection }: vscode.TextEditor,
  entry: ComparedDocument | undefined,
): Steps<string> {
  if (entry?.comparison === undefined || selection.isEmpty) return '';
  return yield* selectedUpdateSentence(entry.comparison, entry.starts, entry.ends, {
    start: document.offsetAt(selection.start),
    end: document.offsetAt(selection.end),
  });
}
