import * as vscode from 'vscode';
import type { PairCatalog, PairEntry } from '../host/pairCatalog';

/** What the user picked: a pair, or to look for one in a folder. */
export type PairChoice =
  { readonly kind: 'entry'; readonly entry: PairEntry } | { readonly kind: 'folder' };

interface PairItem extends vscode.QuickPickItem {
  readonly choice?: PairChoice;
}

/** Lets the user pick a pair; undefined when nothing was picked. */
export async function pickPair(
  catalog: Pick<PairCatalog, 'list'>,
  selectedId: string,
): Promise<PairChoice | undefined> {
  const picked = await vscode.window.showQuickPick(items(catalog, selectedId), {
    title: vscode.l10n.t('Select Model Pair'),
    placeHolder: vscode.l10n.t('A base and the model tuned from it'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.choice;
}

/** Lets the user pick a folder that holds a pair; undefined when none was picked. */
export async function pickPairFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder of a model pair'),
    openLabel: vscode.l10n.t('Use This Pair'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked?.[0];
}

async function items(
  catalog: Pick<PairCatalog, 'list'>,
  selectedId: string,
): Promise<readonly PairItem[]> {
  const entries = await catalog.list();
  const result: PairItem[] = [];
  let source: PairEntry['source'] | undefined;
  for (const entry of entries) {
    if (entry.source !== source) {
      source = entry.source;
      result.push({ label: headingOf(source), kind: vscode.QuickPickItemKind.Separator });
    }
    result.push(itemOf(entry, entry.id === selectedId));
  }
  return [
    ...result,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(folder-opened) ${vscode.l10n.t('Choose Folder…')}`,
      detail: vscode.l10n.t('A folder with a pair.json, or with two folders base and tuned'),
      alwaysShow: true,
      choice: { kind: 'folder' },
    },
  ];
}

function itemOf(entry: PairEntry, selected: boolean): PairItem {
  const { content, name } = entry;
  const mark = content.ok ? (selected ? '$(check) ' : '') : '$(warning) ';
  return {
    label: `${mark}${name}`,
    description: content.ok
      ? [content.spec.dtype, ...(selected ? [vscode.l10n.t('selected')] : [])].join(' · ')
      : vscode.l10n.t('cannot be read'),
    detail: content.ok
      ? `${content.spec.base.name} → ${content.spec.tuned.name}`
      : content.error.message,
    choice: { kind: 'entry', entry },
  };
}

function headingOf(source: PairEntry['source']): string {
  switch (source) {
    case 'bundled':
      return vscode.l10n.t('bundled');
    case 'settings':
      return vscode.l10n.t('from settings');
    case 'directory':
      return vscode.l10n.t('from the models directory');
  }
}
