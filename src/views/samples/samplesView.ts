import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import { toNats } from '../../common/format';
import { heatKey } from '../../common/heatKey';
import { insertionRange } from '../../common/sampling/insertionRange';
import type { ShownTokensOptions } from '../../common/sampling/shownTokens';
import type { PanelSamples, SampleAction } from '../../common/protocol/panelSamples';
import type { PairSource } from '../../host/documentComparer';
import type { Attractors } from '../../host/sampling/attractors';
import {
  sourceBehind,
  type Continuations,
  type PlacedContinuation,
  type SampleSource,
} from '../../host/sampling/continuations';
import { samplingSetup } from '../../host/sampling/samplingSetup';
import type { SettingsService } from '../../host/settings';
import { titleOf } from '../pickers';
import type { Problems } from '../problems';
import { insertText } from './insertText';
import {
  panelAttractors,
  panelContinuations,
  panelKept,
  type SourceWords,
} from './samplesSnapshot';

/** What the panel shows of samples, and what it does with one of them. */
export class SamplesView implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: vscode.Disposable;

  /** Fires when the panel has something new to show. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly continuations: Continuations,
    private readonly attractors: Attractors,
    private readonly pairs: PairSource,
    private readonly settings: Pick<SettingsService, 'get'>,
    private readonly problems: Pick<Problems, 'show' | 'showThrown'>,
  ) {
    const fire = (): void => {
      this.changed.fire();
    };
    this.listeners = vscode.Disposable.from(
      continuations.onDidChange(fire),
      attractors.onDidChange(fire),
    );
  }

  /** Everything that the panel draws of samples. */
  snapshot(): PanelSamples {
    const options: ShownTokensOptions = {
      unit: this.settings.get('units'),
      threshold: toNats(this.settings.get('threshold'), 'bits'),
      metric: this.settings.get('metric'),
      heat: this.settings.get('decorations.heat'),
    };
    const { current, task, kept } = this.continuations;
    const found = this.attractors.current;
    const searching = this.attractors.task.state;
    return {
      heatKey: heatKey(options, this.settings.get('decorations.palette'), options.unit),
      continuations:
        current && task.state
          ? panelContinuations(
              current,
              task.state,
              wordsOf(current.source),
              (id) => kept.some((each) => each.id === id),
              options,
            )
          : undefined,
      kept: kept.map((each) => panelKept(each, wordsOf(each.source), options)),
      attractors: found && searching && panelAttractors(found, searching, options),
    };
  }

  /**
   * Does with a continuation what the panel or a command asks for, and shows what keeps it from that; one
   * that is gone is left alone.
   */
  async perform(action: SampleAction, id: string): Promise<void> {
    try {
      await this.act(action, id);
    } catch (error) {
      this.problems.showThrown(error);
    }
  }

  private async act(action: SampleAction, id: string): Promise<void> {
    const placed = this.continuations.find(id);
    if (placed === undefined) return;
    switch (action) {
      case 'insert':
        return this.insert(placed);
      case 'continue':
        return this.sample(sourceBehind(placed));
      case 'compare':
        return compare(placed);
      case 'keep':
        this.continuations.keep(placed);
        return;
      case 'drop':
        this.continuations.drop(id);
    }
  }

  /** Lets both models continue, and shows what keeps them from it. */
  async sample(source: SampleSource): Promise<void> {
    const outcome = await this.continuations.sample(source, () =>
      samplingSetup(this.settings, this.pairs),
    );
    if (outcome.kind === 'failed') this.problems.show(outcome.error, source.uri);
  }

  dispose(): void {
    this.listeners.dispose();
    this.changed.dispose();
  }

  private async insert({ id, source, continuation }: PlacedContinuation): Promise<void> {
    const document = openDocument(source.uri);
    if (document === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The continuation was not inserted: its document was closed. Open it and sample again.',
        ),
      );
    }
    const before = document.getText();
    if (insertionRange(before, source) === undefined) throw placeGone(before, source);
    const shown = vscode.window.visibleTextEditors.find((each) => each.document === document);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
    // The place may have moved while the editor was shown.
    const now = this.continuations.find(id)?.source;
    const text = document.getText();
    const range = now && insertionRange(text, now);
    if (range === undefined) throw placeGone(text, now ?? source);
    await insertText(editor, range, source.lead + continuation.text);
  }
}

function placeGone(text: string, source: SampleSource): UserFacingError {
  return new UserFacingError(
    'usage',
    insertionRange(text, { ...source, replaces: '' }) === undefined
      ? vscode.l10n.t(
          'The continuation was not inserted: the place that it continues is gone from the document. Sample again.',
        )
      : vscode.l10n.t(
          'The continuation was not inserted: the token that it stands in for is no longer there. Undo what took its place, or sample again.',
        ),
  );
}

/** Opens the text with the continuation as a document of its own, and compares it. */
async function compare({ source, continuation }: PlacedContinuation): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    content: source.before + source.lead + continuation.text,
    language: openDocument(source.uri)?.languageId ?? 'plaintext',
  });
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.One,
    preview: false,
  });
  const start = document.positionAt(source.before.length + source.lead.length);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenter);
  await vscode.commands.executeCommand('steerscope.compareDocument', document.uri);
}

function wordsOf(source: SampleSource): SourceWords {
  const { uri, place, before } = source;
  const title = titleOf(uri);
  const document = openDocument(uri);
  if (document === undefined) return { title, line: undefined, before: 'same' };
  const line = (offset: number): number => document.positionAt(offset).line + 1;
  const { offset } = place;
  // The text need not be looked at where nothing before the place changed.
  if (offset !== undefined && !place.edited && source.wasClosed !== true) {
    return { title, line: line(offset), before: 'same' };
  }
  const text = document.getText();
  const start = insertionRange(text, { ...source, replaces: '' })?.start;
  if (start === undefined) return { title, line: undefined, before: 'gone' };
  const isSame = text.slice(0, start) === before;
  return { title, line: line(start), before: isSame ? 'same' : 'edited' };
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === uri.toString(),
  );
}
