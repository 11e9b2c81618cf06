import type * as vscode from 'vscode';
import type { PanelSnapshot } from '../../common/protocol/panel';
import type { Steps } from '../../common/steps';
import type { ScoredDocument } from '../../host/comparisonStore';
import type { SettingsService } from '../../host/settings';
import { editorOf } from '../panel/panelCaret';
import { panelSnapshot } from '../panel/panelSnapshot';
import { selectedUpdateIn } from '../panel/selectedText';
import { tokenAtOffset } from '../panel/tokenAtOffset';
import { titleOf } from '../pickers';

/**
 * What the panel would show of a compared document, whether it is open or not; nothing of samples and
 * studies.
 *
 * @param row the token to look at; that at the caret, or else the most divergent one, where left out
 */
export function* documentSnapshot(
  document: vscode.TextDocument,
  entry: ScoredDocument,
  settings: Pick<SettingsService, 'get'>,
  row?: number,
): Steps<PanelSnapshot> {
  const { uri } = document;
  // Taken with the entry: both may change between two steps.
  const text = document.getText();
  const editor = editorOf(uri);
  const selectedUpdate = editor ? yield* selectedUpdateIn(editor, entry) : '';
  return yield* panelSnapshot({
    uri: uri.toString(),
    comparisonId: '',
    title: titleOf(uri),
    text,
    entry,
    pairName: entry.comparison.pair.name,
    metric: settings.get('metric'),
    unit: settings.get('units'),
    threshold: settings.get('threshold'),
    selection: row ?? (editor && rowAtCaret(editor, entry)),
    selectedUpdate,
    samples: { heatKey: undefined, continuations: undefined, kept: [], attractors: undefined },
    studies: { probes: undefined, checkpoints: undefined },
  });
}

function rowAtCaret(
  { document, selection }: vscode.TextEditor,
  { comparison, starts, ends }: ScoredDocument,
): number | undefined {
  return tokenAtOffset(starts, ends, comparison.scoredCount, document.offsetAt(selection.active));
}
