import * as vscode from 'vscode';
import { UserFacingError } from '../../common/errors';
import { attractorsJsonParts } from '../../common/report/attractorsJson';
import { samplesJsonParts } from '../../common/report/samplesJson';
import { writeWhole } from '../../host/atomicWrite';
import type { Attractors } from '../../host/sampling/attractors';
import type { Continuations } from '../../host/sampling/continuations';
import { fileWriters } from '../../host/fileWriters';
import { titleOf } from '../pickers';

type What = 'continuations' | 'attractors';

/** Writes continuations and reports on attractors as JSON, as the command line does. */
export class SamplesExport {
  constructor(
    private readonly continuations: Pick<Continuations, 'current'>,
    private readonly attractors: Pick<Attractors, 'current'>,
  ) {}

  /** The arguments, what to write and where to, leave out the choices. */
  async export(what?: unknown, target?: unknown): Promise<void> {
    const parts = this.parts();
    const offered = (['continuations', 'attractors'] as const).filter((each) => parts[each]);
    if (offered.length === 0) {
      throw new UserFacingError(
        'usage',
        vscode.l10n.t('There is nothing to export. Sample continuations or find attractors first.'),
      );
    }
    const chosen = offered.find((each) => each === what) ?? (await pickWhat(offered));
    const text = chosen && parts[chosen];
    if (chosen === undefined || text === undefined) return;
    const uri = target instanceof vscode.Uri ? target : await pickTarget(chosen);
    if (uri === undefined) return;
    await writeWhole(fileWriters, uri, new TextEncoder().encode([...text].join('')));
    void vscode.window.showInformationMessage(vscode.l10n.t('Exported to {0}.', titleOf(uri)));
  }

  private parts(): Readonly<Record<What, Iterable<string> | undefined>> {
    const set = this.continuations.current?.set;
    const found = this.attractors.current;
    return {
      continuations: set && samplesJsonParts(set),
      attractors: found?.report && attractorsJsonParts(found.report, found.perturbation),
    };
  }
}

async function pickWhat(offered: readonly What[]): Promise<What | undefined> {
  if (offered.length === 1) return offered[0];
  const items = offered.map((what) => ({
    what,
    label: what === 'continuations' ? vscode.l10n.t('Continuations') : vscode.l10n.t('Attractors'),
    description: '.json',
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Samples'),
  });
  return picked?.what;
}

function pickTarget(what: What): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Samples'),
    filters: { JSON: ['json'] },
    ...(folder === undefined
      ? {}
      : { defaultUri: vscode.Uri.joinPath(folder, `${what}.steerscope.json`) }),
  });
}
