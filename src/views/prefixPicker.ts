import * as vscode from 'vscode';
import { conditioning } from '../common/analysis/conditioning';
import type { Comparison } from '../common/comparison';
import { shareCell, shareText } from '../common/sections/conditioningSentences';
import { shownInOneLine, writtenPrefix } from '../common/text/prefixInput';
import { tokensHash, type DocumentBest } from '../host/bestPrefixes';
import { titleOf } from './pickers';

/** Prefixes to begin with, whatever a pair was tuned for: they ask for happy text, and for help. */
const examples: readonly string[] = [
  'A happy story.\n\n',
  'A conversation with a helpful, honest and harmless assistant.\n\n',
];

/** What is known of prefixes before one is picked. */
export interface KnownPrefixes {
  /** URI of the document that is compared. */
  readonly uri: string;
  /** The document's comparison, and those with prefixes. */
  readonly comparison: Comparison | undefined;
  readonly conditions: readonly Comparison[];
  /** The best ones of all documents of the workspace. */
  readonly best: readonly DocumentBest[];
  /** What the pair itself states. */
  readonly stated: readonly string[];
}

interface PrefixItem extends vscode.QuickPickItem {
  /** Absent where one is to be written. */
  readonly prefix?: string;
}

/** Lets the user pick a prefix or write one; undefined when they did neither. */
export async function pickPrefix(known: KnownPrefixes): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(prefixItems(known), {
    title: vscode.l10n.t('Compare with a Prefix'),
    placeHolder: vscode.l10n.t(
      'Text that the base reads before the document; the whole document is compared',
    ),
  });
  if (picked === undefined || picked.prefix !== undefined) return picked?.prefix;
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare with a Prefix'),
    prompt: vscode.l10n.t('The base reads it before the document. \\n stands for a line break.'),
    value: shownInOneLine(
      known.best.find(({ uri }) => uri === known.uri)?.text ?? known.stated[0] ?? examples[0] ?? '',
    ),
    validateInput: (text) =>
      text === '' ? vscode.l10n.t('Write what the base should read first.') : undefined,
  });
  return written === undefined ? undefined : writtenPrefix(written);
}

function prefixItems({
  uri,
  comparison,
  conditions,
  best,
  stated,
}: KnownPrefixes): readonly PrefixItem[] {
  const items: PrefixItem[] = [
    {
      label: `$(edit) ${vscode.l10n.t('Write a Prefix…')}`,
      alwaysShow: true,
    },
  ];
  const add = (heading: string, entries: readonly PrefixItem[]): void => {
    const others = entries.filter(({ prefix }) => items.every((item) => item.prefix !== prefix));
    if (others.length === 0) return;
    items.push({ label: heading, kind: vscode.QuickPickItemKind.Separator }, ...others);
  };
  add(
    vscode.l10n.t('compared with this document'),
    conditions.flatMap((conditioned) => {
      const { condition } = conditioned;
      if (comparison === undefined || condition === undefined) return [];
      return [itemOf(condition.text, shareCell(conditioning(comparison, conditioned)))];
    }),
  );
  add(
    vscode.l10n.t('best so far for this document'),
    best
      .filter((each) => each.uri === uri)
      .map((each) => itemOf(each.text, ofText(each, comparison))),
  );
  add(
    vscode.l10n.t('best for other documents, whose shares are of other texts'),
    best
      .filter((each) => each.uri !== uri)
      .toReversed()
      .map((each) =>
        itemOf(
          each.text,
          vscode.l10n.t('{0} in {1}', shareText(each.share), titleOf(vscode.Uri.parse(each.uri))),
        ),
      ),
  );
  add(
    vscode.l10n.t('what the pair was tuned for, in words'),
    stated.map((prefix) => itemOf(prefix, '')),
  );
  add(
    vscode.l10n.t('generic examples, not of this pair'),
    examples.map((prefix) => itemOf(prefix, '')),
  );
  return items;
}

/** A share, and whether it is of the text as it is compared now. */
function ofText({ share, tokens }: DocumentBest, comparison: Comparison | undefined): string {
  return comparison !== undefined && tokens === tokensHash(comparison)
    ? shareText(share)
    : vscode.l10n.t('{0} of an earlier text', shareText(share));
}

function itemOf(prefix: string, description: string): PrefixItem {
  return { label: shownInOneLine(prefix), description, prefix };
}
