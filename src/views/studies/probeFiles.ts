import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import { parseProbeFile, type ProbeFile } from '../../common/probes/probeFile';
import { titleOf } from '../pickers';

/** Files of probes that are listed; the rest is found by choosing a file. */
const mostListed = 50;

/**
 * Reads a file of probes, as it stands in the editor where it is open.
 *
 * @throws UserFacingError that says what is wrong with it
 */
export async function readProbeFile(uri: vscode.Uri): Promise<ProbeFile> {
  const open = vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === uri.toString(),
  );
  return parseProbeFile(open?.getText() ?? (await textOf(uri)), titleOf(uri));
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    throw new UserFacingError(
      'unreadable',
      vscode.l10n.t('{0} cannot be read. Choose another file.', titleOf(uri)),
      [],
      { cause: error },
    );
  }
}

/** Lets the user choose among the bundled probes, those of the workspace, and any file. */
export async function pickProbes(bundled: vscode.Uri): Promise<vscode.Uri | undefined> {
  const files = await vscode.workspace.findFiles(
    '**/*.probes.json',
    '**/node_modules/**',
    mostListed,
  );
  const items = [
    {
      uri: bundled,
      label: vscode.l10n.t('Stories'),
      description: vscode.l10n.t('bundled'),
      detail: vscode.l10n.t(
        'Coins, dice, urns, rain, weekdays, rows: in the words of the bundled pair',
      ),
    },
    ...files.map((uri) => ({
      uri,
      label: titleOf(uri),
      description: vscode.workspace.asRelativePath(uri),
      detail: undefined,
    })),
    {
      uri: undefined,
      label: vscode.l10n.t('Choose a File…'),
      description: '',
      detail: vscode.l10n.t('Named *.probes.json, VS Code checks it while you write it'),
    },
  ];
  const picked = await vscode.window.showQuickPick(
    items.map(({ detail, ...item }) => (detail === undefined ? item : { ...item, detail })),
    {
      title: vscode.l10n.t('Run Probes'),
      placeHolder: vscode.l10n.t('Questions whose right answer is a known chance'),
    },
  );
  if (picked === undefined) return undefined;
  return picked.uri ?? (await pickFile());
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('A file of probes'),
    openLabel: vscode.l10n.t('Run Probes'),
    filters: { JSON: ['json'] },
  });
  return picked?.[0];
}
