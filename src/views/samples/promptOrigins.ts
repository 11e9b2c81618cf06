import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import type { Prompt } from '../../common/protocol/sampling';
import { neutralPrompts } from '../../common/sampling/neutralPrompts';
import { promptList } from '../../common/sampling/promptList';
import { paragraphStarts } from '../../common/text/paragraphStarts';
import { checkedPrompt } from '../../host/sampling/samplingSetup';
import type { SettingsService } from '../../host/settings';
import { titleOf } from '../pickers';
import type { Targets } from '../targets';

/** Where the prompts of a search for attractors come from. */
const origins = ['caret', 'paragraphs', 'file', 'neutral'] as const;

type Origin = (typeof origins)[number];

/** What is continued, and what it is in words. */
interface Prompts {
  readonly source: string;
  readonly prompts: readonly Prompt[];
}

/** Most paragraphs of a document that are continued. */
const mostParagraphs = 20;

/** An origin by its name; undefined for everything else. */
export function originOf(name: unknown): Origin | undefined {
  return origins.find((each) => each === name);
}

/**
 * The prompts of an origin; undefined where the user chose none.
 *
 * @param uri the document that is meant; the active one where there is none
 * @param file leaves out the choice of a file
 * @throws UserFacingError if there are none
 */
export async function promptsFrom(
  origin: Origin,
  uri: vscode.Uri | undefined,
  file: unknown,
  targets: Targets,
  settings: Pick<SettingsService, 'get'>,
): Promise<Prompts | undefined> {
  switch (origin) {
    case 'caret': {
      const { document, selection } = await targets.editor(uri);
      const offset = document.offsetAt(selection.active);
      const text = checkedPrompt(document.getText().slice(0, offset), settings);
      return {
        source: `${titleOf(document.uri)}, line ${selection.active.line + 1}, at the cursor`,
        prompts: [{ text }],
      };
    }
    case 'paragraphs': {
      const document = await targets.document(uri);
      const text = document.getText();
      // No prompt is longer than the limit; what lies behind the last of them is never read.
      const limit = settings.get('maxDocumentLength');
      const starts = paragraphStarts(text.slice(0, limit), mostParagraphs);
      if (starts.length === 0) {
        throw new UserFacingError(
          'usage',
          vscode.l10n.t('This document has no paragraph to begin. Write some text first.'),
        );
      }
      return {
        source: `${titleOf(document.uri)}, where its paragraphs begin${text.length > limit ? ` within its first ${limit.toLocaleString('en')} UTF-16 code units` : ''}`,
        // The first paragraph begins behind nothing, which not every pair can continue.
        prompts: starts.map((start) => ({
          text: text.slice(0, start),
          isDispensable: start === 0,
        })),
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

/** Lets the user say what both models are to continue. */
export async function pickOrigin(uri: vscode.Uri | undefined): Promise<Origin | undefined> {
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
