import * as vscode from 'vscode';
import type { TextRange } from '../../common/comparison';
import { toNats } from '../../common/format';
import type { Settings } from '../../common/contributions';
import { isScored, type ComparisonStore } from '../../host/comparisonStore';
import type { SettingsService } from '../../host/settings';
import { createDecorationTypes, type DecorationTypes } from './decorationTypes';
import { OverviewRuler } from './overviewRuler';
import { paint, type Brush, type PaintOptions } from './paint';

/** Lines above and below the visible ones that are painted too, so that scrolling shows no gaps. */
const margin = 60;
/** Milliseconds from one painting to the next; changes in between are painted together. */
const pause = 40;

const painting: readonly (keyof Settings)[] = [
  'metric',
  'threshold',
  'decorations.heat',
  'decorations.palette',
];

/** One update of an editor's decorations. */
export interface Painted {
  readonly uri: vscode.Uri;
  /** Ranges of text that carry a decoration now. */
  readonly ranges: number;
  /** The same by decoration; UTF-16 code units. Empty where nothing is compared. */
  readonly byBrush: ReadonlyMap<Brush, readonly TextRange[]>;
  /** Time that this process took for it. */
  readonly milliseconds: number;
}

const nothing: Painted['byBrush'] = new Map();

/** Paints every visible editor of a compared document, from the store alone. */
export class Decorator implements vscode.Disposable {
  private readonly paintEmitter = new vscode.EventEmitter<Painted>();
  /** Fires after each update of an editor's decorations. */
  readonly onDidPaint = this.paintEmitter.event;
  private types: DecorationTypes | undefined;
  private readonly ruler = new OverviewRuler();
  /** Editors that carry decorations, so that others are never touched. */
  private readonly painted = new WeakSet<vscode.TextEditor>();
  private readonly dirty = new Set<vscode.TextEditor>();
  private timer: NodeJS.Timeout | undefined;
  private lastPainted = -Infinity;
  private readonly listeners: vscode.Disposable;

  constructor(
    private readonly store: Pick<ComparisonStore, 'get' | 'onDidChange'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
  ) {
    this.listeners = vscode.Disposable.from(
      this.paintEmitter,
      this.ruler,
      store.onDidChange((uri) => {
        const key = uri.toString();
        this.schedule((editor) => editor.document.uri.toString() === key);
      }),
      settings.onDidChange((keys) => {
        if (keys.has('decorations.palette')) this.forgetTypes();
        if (painting.some((key) => keys.has(key))) this.schedule(() => true);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.schedule(() => true);
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        this.schedule((editor) => editor === textEditor);
      }),
      vscode.window.onDidChangeActiveColorTheme(() => {
        this.forgetTypes();
        this.schedule(() => true);
      }),
    );
    this.schedule(() => true);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.dispose();
    this.forgetTypes();
  }

  private schedule(wanted: (editor: vscode.TextEditor) => boolean): void {
    for (const editor of vscode.window.visibleTextEditors.filter(wanted)) this.dirty.add(editor);
    // The first change after a while is painted at once, so that first results show without delay.
    const wait = Math.max(0, this.lastPainted + pause - performance.now());
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const editors = vscode.window.visibleTextEditors.filter((editor) => this.dirty.has(editor));
      this.dirty.clear();
      for (const editor of editors) this.paintEditor(editor);
    }, wait);
  }

  private paintEditor(editor: vscode.TextEditor): void {
    const started = performance.now();
    const stored = this.store.get(editor.document.uri);
    const entry = isScored(stored) ? stored : undefined;
    if (entry !== undefined) this.painted.add(editor);
    else if (!this.painted.delete(editor)) return;
    // Not where nothing was to be painted: a run's first rows need not wait for its beginning.
    this.lastPainted = started;
    const options: PaintOptions = {
      metric: this.settings.get('metric'),
      heat: this.settings.get('decorations.heat'),
      thresholdNats: toNats(this.settings.get('threshold'), 'bits'),
      // Boxes around every token would hide those that matter.
      faint: heatStyle(this.settings) === 'fill',
    };
    const { visible, around } = offsetsOf(editor);
    const byBrush = entry ? paint(entry, options, visible, around) : nothing;
    const ranges = this.paintText(editor, byBrush);
    this.ruler.update(editor, entry, options.thresholdNats);
    const milliseconds = performance.now() - started;
    this.paintEmitter.fire({ uri: editor.document.uri, ranges, byBrush, milliseconds });
  }

  /** @returns how many ranges carry a decoration now */
  private paintText(editor: vscode.TextEditor, byBrush: Painted['byBrush']): number {
    const style = heatStyle(this.settings);
    this.types ??= createDecorationTypes(style);
    const range = rangeIn(editor.document);
    let painted = 0;
    for (const [brush, type] of this.types) {
      const found = (byBrush.get(brush) ?? []).map(range);
      painted += found.length;
      editor.setDecorations(
        type,
        style === 'border' ? found.flatMap(withoutLineBreaks(editor.document)) : found,
      );
    }
    return painted;
  }

  /** Types are made again when next painted; disposing them takes their decorations away. */
  private forgetTypes(): void {
    for (const type of this.types?.values() ?? []) type.dispose();
    this.types = undefined;
  }
}

function heatStyle(settings: Pick<SettingsService, 'get'>): 'fill' | 'border' {
  const { kind } = vscode.window.activeColorTheme;
  const highContrast =
    kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
  return highContrast || settings.get('decorations.palette') === 'highContrast' ? 'border' : 'fill';
}

/**
 * Offsets of what is visible, and of that with a margin. Each is one range: folded lines between
 * are few. Of a wrapped line only the visible part counts, which may be little of a long one.
 */
function offsetsOf({ document, visibleRanges }: vscode.TextEditor): {
  readonly visible: TextRange;
  readonly around: TextRange;
} {
  const first = visibleRanges[0];
  const last = visibleRanges.at(-1);
  if (first === undefined || last === undefined) {
    const nothing = { start: 0, end: 0 };
    return { visible: nothing, around: nothing };
  }
  const start = new vscode.Position(Math.max(0, first.start.line - margin), 0);
  const end = new vscode.Position(last.end.line + margin + 1, 0);
  const offsets = (from: vscode.Position, to: vscode.Position): TextRange => ({
    start: document.offsetAt(from),
    end: document.offsetAt(to),
  });
  return { visible: offsets(first.start, last.end), around: offsets(start, end) };
}

function rangeIn(document: vscode.TextDocument): (range: TextRange) => vscode.Range {
  return ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** A border around a line break would be a block at the end of its line and one on the next. */
function withoutLineBreaks(
  document: vscode.TextDocument,
): (range: vscode.Range) => readonly vscode.Range[] {
  return (range) => {
    const count = range.end.line - range.start.line + 1;
    return Array.from({ length: count }, (_, index) =>
      document.lineAt(range.start.line + index).range.intersection(range),
    ).filter((part): part is vscode.Range => part?.isEmpty === false);
  };
}
