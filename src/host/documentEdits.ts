import * as vscode from 'vscode';
import type { TextRange } from '../common/comparison';
import { splitAnewFrom, type TextEdit } from '../common/text/spanShift';

/**
 * The edits of one change, in an order in which they can be applied one after another. VS Code lists
 * the changes of one event from the end of the document to its beginning, all in offsets of the text
 * before the event, so each applies without regard to the others.
 */
export function editsOf({
  document,
  contentChanges,
}: vscode.TextDocumentChangeEvent): readonly TextEdit[] {
  return contentChanges.map(({ rangeOffset: start, rangeLength, text }, index) => ({
    start,
    end: start + rangeLength,
    insertedLength: text.length,
    // Only before the first change in the text is the text the same as before the event.
    ...(index === contentChanges.length - 1 ? { splitFrom: splitFrom(document, start) } : {}),
  }));
}

/** UTF-16 code units that are looked at first for the beginning of a word. */
const nearby = 256;

function splitFrom(document: vscode.TextDocument, offset: number): number {
  for (let length = nearby; ; length *= 16) {
    const from = Math.max(0, offset - length);
    const range = new vscode.Range(document.positionAt(from), document.positionAt(offset));
    const found = splitAnewFrom(document.getText(range));
    if (found > 0 || from === 0) return from + found;
  }
}

/** What editors show of a document, from the first to the last of it; UTF-16 code units. */
export function visibleRange(document: vscode.TextDocument): TextRange | undefined {
  const ranges = vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .flatMap(({ visibleRanges }) => visibleRanges);
  if (ranges.length === 0) return undefined;
  return {
    start: Math.min(...ranges.map(({ start }) => document.offsetAt(start))),
    end: Math.max(...ranges.map(({ end }) => document.offsetAt(end))),
  };
}
