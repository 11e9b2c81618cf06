import * as vscode from 'vscode';
import { metricIds, metricOf, type MetricId } from '../common/metrics';
import { exportFormats, type ExportFormat } from './exportFormats';

/** Lets the user pick the metric that decorations and charts show. */
export async function pickMetric(current: MetricId): Promise<MetricId | undefined> {
  const items = metricIds.map((id) => {
    const { label, description } = metricOf(id);
    return {
      id,
      label: `${id === current ? '$(check) ' : ''}${label}`,
      detail: description,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select Metric'),
    placeHolder: vscode.l10n.t('What the heat and the charts show'),
    matchOnDetail: true,
  });
  return picked?.id;
}

/** Lets the user pick another open text document to compare with. */
export async function pickDocument(
  except: vscode.Uri,
): Promise<vscode.TextDocument | 'none' | undefined> {
  const candidates = vscode.workspace.textDocuments.filter(
    (document) =>
      !document.isClosed && document.uri.toString() !== except.toString() && isShown(document),
  );
  if (candidates.length === 0) return 'none';
  const items = candidates.map((document) => ({
    document,
    label: titleOf(document.uri),
    description: vscode.workspace.asRelativePath(document.uri),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare with Document'),
    placeHolder: vscode.l10n.t('An open document, scored with the same pair'),
  });
  return picked?.document;
}

/** Lets the user pick the format of an export. */
export async function pickFormat(): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({
    format,
    label: format.label,
    description: `.${format.extension}`,
    detail: format.description,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export') });
  return picked?.format;
}

/** The last part of a document's path. */
export function titleOf(uri: vscode.Uri): string {
  return uri.path.split('/').pop() ?? uri.toString();
}

/** Documents that no tab shows are VS Code's own or another extension's. */
function isShown(document: vscode.TextDocument): boolean {
  const key = document.uri.toString();
  return vscode.window.tabGroups.all.some((group) =>
    group.tabs.some(
      ({ input }) =>
        (input instanceof vscode.TabInputText && input.uri.toString() === key) ||
        (input instanceof vscode.TabInputTextDiff &&
          [input.original.toString(), input.modified.toString()].includes(key)),
    ),
  );
}
