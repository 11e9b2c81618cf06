import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import type { Prompt } from '../../common/protocol/sampling';
import { neutralPrompts } from '../../common/sampling/neutralPrompts';
import { promptList } from '../../common/sampling/promptList';
import { paragraphStarts } from '../../common/text/paragraphStarts';
import type { ActiveDocument } from '../../host/activeDocument';
import type { PairSource } from '../../host/documentComparer';
import type { Attractors } from '../../host/sampling/attractors';
import { checkedPrompt, samplingSetup } from '../../host/sampling/samplingSetup';
import type { SettingsService } from '../../host/settings';
import { titleOf } from '../pickers';
import type { Problems } from '../problems';
import { uriOf, type Targets } from '../targets';
import type { SamplesPanel } from './sampleCommands';

/** Where the prompts of a search come from. */
const origins = ['caret', 'paragraphs', 'file', 'neutral'] as const;

type Origin = (typeof origins)[number];

/** What is continued, and what it is in words. */
interface Prompts {
  readonly source: string;
  readonly prompts: readonly Prompt[];
}

/** Most paragraphs of a document, or prompts of a file, that are continued. */
const mostPrompts = 20;

/** Continuations of each prompt by each model where the setting leaves it open. */
const defaultCounts = { one: 64, several: 16 };

/** Commands that look for attractors. */
export class AttractorCommands {
  constructor(
    private readonly attractors: Attractors,
    private readonly targets: Targets,
    private readonly active: Pick<ActiveDocument, 'uri'>,
    private readonly panel: SamplesPanel,
    private readonly pairs: PairSource,
    private readonly settings: Pick<SettingsService, 'get'>,
    private readonly problems: Problems,
  ) {}

  /** Further arguments, an origin and the URI of a file of prompts, leave out the choices. */
  async findAttractors(argument?: unknown, origin?: unknown, file?: unknown): Promise<void> {
    const uri = uriOf(argument) ?? this.active.uri;
    const chosen = origins.find((each) => each === origin) ?? (await pickOrigin(uri));
    if (chosen === undefined) return;
    const found = await this.prompts(chosen, uri, file);
    if (found === undefined) return;
    this.panel.showSection(uri, 'attractors');
    const { source, prompts } = found;
    const outcome = await this.attractors.find(source, prompts, async () => {
      const count = this.settings.get('attractors.count');
      const usual = prompts.length === 1 ? defaultCounts.one : defaultCounts.several;
      return {
        ...(await samplingSetup(this.settings, this.pairs)),
        count: count === 0 ? usual : count,
        topK: 1,
      };
    });
    if (outcome.kind === 'failed') this.problems.show(outcome.error, uri);
  }

  /** Changes tokens behind the prompts of the last search. */
  async testPerturbations(): Promise<void> {
    if (this.attractors.current?.report === undefined) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('Attractors were not looked for yet. Run Find Attractors first.'),
      );
    }
    this.panel.showSection(undefined, 'attractors');
    const outcome = await this.attractors.testPerturbations();
    if (outcome.kind === 'failed') this.problems.show(outcome.error);
  }

  private async prompts(
    origin: Origin,
    uri: vscode.Uri | undefined,
    file: unknown,
  ): Promise<Prompts | undefined> {
    switch (origin) {
      case 'caret': {
        const { document, selection } = await this.targets.editor(uri);
        const offset = document.offsetAt(selection.active);
        const text = checkedPrompt(document.getText().slice(0, offset), this.settings);
        return {
          source: `${titleOf(document.uri)}, line ${selection.active.line + 1}, at the cursor`,
          prompts: [{ text }],
        };
      }
      case 'paragraphs': {
        const document = await this.targets.document(uri);
        const text = checkedPrompt(document.getText(), this.settings);
        const starts = paragraphStarts(text, mostPrompts);
        if (starts.length === 0) {
          throw new UserFacingError(
            'usage',
            vscode.l10n.t('This document has no paragraph to begin. Write some text first.'),
          );
        }
        return {
          source: `${titleOf(document.uri)}, where its paragraphs begin`,
          prompts: starts.map((start) => ({ text: text.slice(0, start) })),
        };
      }
      case 'file':
        return promptsOfFile(file instanceof vscode.Uri ? file : await pickFile());
      case 'neutral':
        return {
          source: `${neutralPrompts.length} neutral beginnings`,
          prompts: neutralPrompts.map((text) => ({ text })),
        };
    }
  }
}

async function promptsOfFile(file: vscode.Uri | undefined): Promise<Prompts | undefined> {
  if (file === undefined) return undefined;
  const name = titleOf(file);
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(file);
  } catch (error) {
    throw new UserFacingError(
      'unreadable',
      vscode.l10n.t('{0} cannot be read. Choose another file.', name),
      [],
      { cause: error },
    );
  }
  const texts = promptList(new TextDecoder().decode(bytes), name);
  if (texts.length === 0) {
    throw new UserFacingError(
      'usage',
      vscode.l10n.t('{0} holds no prompts. Write one a line, or a JSON list of texts.', name),
    );
  }
  return {
    source: `${texts.length === 1 ? 'one prompt' : `${texts.length} prompts`} of ${name}`,
    prompts: texts.map((text) => ({ text })),
  };
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('A file of prompts'),
    openLabel: vscode.l10n.t('Continue These'),
  });
  return picked?.[0];
}

async function pickOrigin(uri: vscode.Uri | undefined): Promise<Origin | undefined> {
  const title = uri && titleOf(uri);
  const items = [
    ...(title === undefined
      ? []
      : [
          {
            origin: 'caret' as const,
            label: vscode.l10n.t('At the Cursor'),
            description: title,
            detail: vscode.l10n.t('Where do both models lead from here?'),
          },
          {
            origin: 'paragraphs' as const,
            label: vscode.l10n.t('At the Beginnings of Paragraphs'),
            description: title,
            detail: vscode.l10n.t('What stands before each is continued; of many, twenty'),
          },
        ]),
    {
      origin: 'neutral' as const,
      label: vscode.l10n.t('Behind Twenty Neutral Beginnings'),
      description: vscode.l10n.t('bundled'),
      detail: vscode.l10n.t('Stories that lead nowhere in particular'),
    },
    {
      origin: 'file' as const,
      label: vscode.l10n.t('Behind the Prompts of a File…'),
      description: '',
      detail: vscode.l10n.t('One prompt a line, or a JSON list of texts'),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Find Attractors'),
    placeHolder: vscode.l10n.t('What both models are to continue'),
  });
  return picked?.origin;
}
