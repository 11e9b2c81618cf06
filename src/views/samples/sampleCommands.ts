import * as vscode from 'vscode';
import { excerpt } from '../../common/attractors/attractorSentences';
import { UserFacingError } from '../../common/errors';
import { formatProbability, formatSignedNats } from '../../common/format';
import type { Prompt } from '../../common/protocol/sampling';
import { continuationId, type Continuation } from '../../common/sampling/continuation';
import { continuationTotals } from '../../common/sampling/continuationTotals';
import { textThrough } from '../../common/text/textThrough';
import { decodePiece, visibleToken } from '../../common/text/tokenText';
import { isScored, type ComparisonStore, type ScoredDocument } from '../../host/comparisonStore';
import type { Continuations } from '../../host/sampling/continuations';
import { checkedPrompt } from '../../host/sampling/samplingSetup';
import type { SettingsService } from '../../host/settings';
import type { Navigation } from '../navigation';
import type { Targets } from '../targets';
import { alternativesAt } from './alternatives';
import { continuationLabel } from './samplesSnapshot';
import type { SamplesView } from './samplesView';

/** The part of the panel that samples are shown in. */
export interface SamplesPanel {
  showSection(uri: vscode.Uri | undefined, section: 'continuations' | 'attractors'): void;
}

/** Commands that sample continuations and put them into the text. */
export class SampleCommands {
  constructor(
    private readonly store: Pick<ComparisonStore, 'get'>,
    private readonly continuations: Continuations,
    private readonly samples: Pick<SamplesView, 'sample' | 'perform'>,
    private readonly targets: Targets,
    private readonly navigation: Navigation,
    private readonly panel: SamplesPanel,
    private readonly settings: Pick<SettingsService, 'get'>,
  ) {}

  /** Lets both models continue the text before the caret. */
  async sampleContinuations(argument?: unknown): Promise<void> {
    const { document, selection } = await this.targets.editor(argument);
    const offset = document.offsetAt(selection.active);
    const text = checkedPrompt(document.getText().slice(0, offset), this.settings);
    await this.start(document.uri, offset, text, '', { text });
  }

  /**
   * Lets both models go on from another token than the one that is there. Further arguments, the row and
   * the id of the token, leave out the choices.
   */
  async tryAlternative(argument?: unknown, row?: unknown, id?: unknown): Promise<void> {
    const editor = await this.targets.editor(argument);
    const { document } = editor;
    const at = typeof row === 'number' ? row : this.navigation.rowAtCaret(editor);
    const entry = this.store.get(document.uri);
    if (at === undefined || !isScored(entry) || at >= entry.comparison.scoredCount) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'No token is scored at the cursor. Put it on a compared token and run the command again.',
        ),
      );
    }
    const chosen = typeof id === 'number' ? id : await pickAlternative(entry, at);
    if (chosen === undefined) return;
    if (document.version !== entry.version) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t(
          'The document was edited since it was compared, so its tokens are no longer those of its text. Compare it again and then try another token.',
        ),
      );
    }
    const lead = decodePiece(entry.comparison.pieces.get(chosen) ?? new Uint8Array());
    if (lead === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('This token is only a part of a character. Choose another one.'),
      );
    }
    const offset = entry.starts[at] ?? 0;
    const end = entry.ends[at] ?? offset;
    // What is visible of a document of any length can be compared, so that all of it may be too long.
    const limit = this.settings.get('maxDocumentLength');
    const text = checkedPrompt(textThrough(document.getText(), end, limit), this.settings);
    const replaces = text.slice(offset, end);
    const tokens = entry.comparison.firstToken + at;
    const prompt = { text, tokens, then: [chosen], thenText: lead };
    await this.start(document.uri, offset, text.slice(0, offset), lead, prompt, replaces);
  }

  /** Puts a continuation into its document; the second argument, its name, leaves out the choice. */
  async insertContinuation(_?: unknown, id?: unknown): Promise<void> {
    const chosen = typeof id === 'string' ? id : await this.pickContinuation();
    if (chosen !== undefined) await this.samples.perform('insert', chosen);
  }

  private async start(
    uri: vscode.Uri,
    offset: number,
    before: string,
    lead: string,
    prompt: Prompt,
    replaces = '',
  ): Promise<void> {
    this.panel.showSection(uri, 'continuations');
    const place = { offset, edited: false };
    await this.samples.sample({ uri, place, before, lead, replaces, prompt });
  }

  private async pickContinuation(): Promise<string | undefined> {
    const unit = this.settings.get('units');
    const { current, kept } = this.continuations;
    const item = (id: string, continuation: Continuation) => ({
      id,
      label: excerpt(continuation.text),
      description: continuationLabel(continuation),
      detail: `log ratio ${formatSignedNats(continuationTotals(continuation).logRatio, unit)}`,
    });
    const items = [
      ...kept.map(({ id, continuation }) => item(id, continuation)),
      ...(current?.set?.continuations ?? [])
        .map((continuation) => item(continuationId(current?.run ?? '', continuation), continuation))
        .filter(({ id }) => kept.every((each) => each.id !== id)),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Insert Continuation'),
      placeHolder: vscode.l10n.t('Inserted where it was sampled, in one step to undo'),
      matchOnDescription: true,
    });
    return picked?.id;
  }
}

async function pickAlternative(entry: ScoredDocument, row: number): Promise<number | undefined> {
  const { comparison } = entry;
  const chance = (probability: number | undefined): string =>
    probability === undefined ? '–' : formatProbability(probability);
  const items = alternativesAt(comparison, row).map(({ id, base, tuned, isActual }) => ({
    id,
    label: visibleToken(comparison.pieces.get(id) ?? new Uint8Array()),
    description: `base ${chance(base)} · tuned ${chance(tuned)}`,
    ...(isActual ? { detail: vscode.l10n.t('The token that is there') } : {}),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Continue with Another Token'),
    placeHolder: vscode.l10n.t('How both models go on if it stands there instead'),
  });
  return picked?.id;
}
