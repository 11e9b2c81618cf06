import * as vscode from 'vscode';
import type { ScoredDocument } from '../../host/comparisonStore';
import { SlicedWork } from '../../host/slicedWork';
import { createRulerType } from './decorationTypes';
import { RulerMarks } from './rulerMarks';

/** Milliseconds from one drawing of an editor's marks to the next while rows arrive. */
const pause = 500;

/** What the ruler of an editor shows, and what it is to show next. */
interface Ruler {
  readonly marks: RulerMarks;
  entry: ScoredDocument;
  looked: ScoredDocument | undefined;
  isDrawn: boolean;
  work: SlicedWork<boolean> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Marks divergent tokens in the overview rulers of editors. A document may have hundreds of thousands of
 * tokens, so that each is looked at once, in slices, and marks are drawn only when there are others.
 */
export class OverviewRuler implements vscode.Disposable {
  private readonly favoured = createRulerType('steerscope.divergentFavoured');
  private readonly avoided = createRulerType('steerscope.divergentAvoided');
  private readonly rulers = new Map<vscode.TextEditor, Ruler>();

  /** @param entry undefined where there is nothing to mark any more */
  update(
    editor: vscode.TextEditor,
    entry: ScoredDocument | undefined,
    thresholdNats: number,
  ): void {
    for (const other of this.rulers.keys()) {
      if (!vscode.window.visibleTextEditors.includes(other)) this.forget(other);
    }
    const before = this.rulers.get(editor);
    if (before !== undefined && entry !== undefined && before.marks.isOf(entry, thresholdNats)) {
      before.entry = entry;
      this.look(editor, before);
      return;
    }
    this.forget(editor);
    if (entry === undefined) {
      this.draw(editor, [], []);
      return;
    }
    const ruler: Ruler = {
      marks: new RulerMarks(entry, thresholdNats, (row) =>
        heightOf(editor.document, ruler.entry.starts[row] ?? 0),
      ),
      entry,
      looked: undefined,
      isDrawn: false,
      work: undefined,
      timer: undefined,
    };
    this.rulers.set(editor, ruler);
    this.look(editor, ruler);
  }

  dispose(): void {
    for (const editor of [...this.rulers.keys()]) this.forget(editor);
    this.favoured.dispose();
    this.avoided.dispose();
  }

  private forget(editor: vscode.TextEditor): void {
    const ruler = this.rulers.get(editor);
    ruler?.work?.cancel();
    clearTimeout(ruler?.timer);
    this.rulers.delete(editor);
  }

  private look(editor: vscode.TextEditor, ruler: Ruler): void {
    const { entry, looked } = ruler;
    if (ruler.work !== undefined || ruler.timer !== undefined) return;
    if (entry.comparison === looked?.comparison && entry.firstStaleRow === looked.firstStaleRow) {
      return;
    }
    ruler.work = new SlicedWork(ruler.marks.add(entry), (changed) => {
      ruler.work = undefined;
      ruler.looked = entry;
      if (changed || !ruler.isDrawn) {
        const { favoured, avoided } = ruler.marks.rows;
        this.draw(editor, rangesOf(editor, entry, favoured), rangesOf(editor, entry, avoided));
        ruler.isDrawn = true;
      }
      ruler.timer = setTimeout(() => {
        ruler.timer = undefined;
        this.look(editor, ruler);
      }, pause);
    });
    ruler.work.start();
  }

  private draw(
    editor: vscode.TextEditor,
    favoured: readonly vscode.Range[],
    avoided: readonly vscode.Range[],
  ): void {
    editor.setDecorations(this.favoured, favoured);
    editor.setDecorations(this.avoided, avoided);
  }
}

function rangesOf(
  { document }: vscode.TextEditor,
  { starts }: ScoredDocument,
  rows: readonly number[],
): vscode.Range[] {
  return rows.map((row) => {
    const position = document.positionAt(starts[row] ?? 0);
    return new vscode.Range(position, position);
  });
}

/** The ruler shows lines; of a long one that is wrapped, each of the lines that it is shown as. */
function heightOf(document: vscode.TextDocument, offset: number): number {
  const { line, character } = document.positionAt(offset);
  const { length } = document.lineAt(line).text;
  return (line + character / (length + 1)) / document.lineCount;
}
