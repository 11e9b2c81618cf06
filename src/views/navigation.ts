import * as vscode from 'vscode';
import { formatNats, toNats } from '../common/format';
import { rangeAt } from '../common/rowRanges';
import { nearestDivergent } from '../common/text/nearestDivergent';
import { rowsAt } from '../common/text/spanShift';
import { tokenSentence } from '../common/sentences';
import { isScored, type ComparisonStore } from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';

/** Moves the caret between divergent tokens and finds the row at the caret. */
export class Navigation {
  constructor(
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {}

  /** Goes to the nearest divergent token in a direction, from the end to the beginning and back. */
  goToDivergence(editor: vscode.TextEditor, direction: 'next' | 'previous'): void {
    const entry = this.store.get(editor.document.uri);
    if (!isScored(entry)) return;
    const threshold = toNats(this.settings.get('threshold'), 'bits');
    const unit = this.settings.get('units');
    const caret = editor.document.offsetAt(editor.selection.active);
    const row = nearestDivergent(entry, threshold, caret, direction);
    if (row === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'No token is divergent: none is above both the threshold of {0} and the noise floor.',
          formatNats(threshold, unit),
        ),
      );
      return;
    }
    const start = editor.document.positionAt(entry.starts[row] ?? 0);
    const end = editor.document.positionAt(entry.ends[row] ?? 0);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(
      new vscode.Range(start, end),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
    const sentence = tokenSentence(entry.comparison, row, unit);
    vscode.window.setStatusBarMessage(sentence, 5_000);
  }

  /** The row of the token at the caret, if it is scored. */
  rowAtCaret(editor: vscode.TextEditor): number | undefined {
    const entry = this.store.get(editor.document.uri);
    if (!isScored(entry)) return undefined;
    const { first, end } = rowsAt(entry, editor.document.offsetAt(editor.selection.active));
    return first < end && rangeAt(entry.comparison.scored, first) ? first : undefined;
  }
}
