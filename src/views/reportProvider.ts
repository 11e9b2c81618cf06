import * as vscode from 'vscode';
import { shownReports } from '../common/panel/shownReports';
import { accessibleText } from '../common/report/accessible';
import { renderAccessibleSamples } from '../common/report/accessibleSamples';
import { isScored, type ComparisonStore } from '../host/comparisonStore';
import type { SettingsService } from '../host/settings';
import { inSlices } from '../host/slicedWork';
import { Throttle } from '../host/throttle';
import { documentSnapshot } from './exports/documentSnapshot';
import { titleOf } from './pickers';
import { panelSettingKeys } from './panel/panelServices';
import { reportOptions } from './reportOptions';
import type { SamplesView } from './samples/samplesView';
import type { StudiesView } from './studies/studiesView';

const reportScheme = 'steerscope-report';

/** Milliseconds from one change of a report to the next: rows arrive faster than anybody reads. */
const pause = 1_000;

/** Address of the accessible report of a document. */
export function reportUri(document: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: reportScheme,
    path: `/${titleOf(document)} (Steerscope).txt`,
    query: document.toString(),
  });
}

/** Read-only documents with all of a comparison as text, and what was sampled; they follow both. */
export class ReportProvider implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly throttle = new Throttle(pause);
  private readonly listeners: vscode.Disposable;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly store: Pick<ComparisonStore, 'get' | 'all' | 'onDidChange'>,
    private readonly settings: Pick<SettingsService, 'get' | 'onDidChange'>,
    private readonly samples: Pick<SamplesView, 'snapshot' | 'onDidChange'>,
    private readonly studies: Pick<StudiesView, 'snapshot' | 'onDidChange'>,
  ) {
    const change = (uri: vscode.Uri): void => {
      this.throttle.run(uri.toString(), () => {
        this.changed.fire(reportUri(uri));
      });
    };
    const changeAll = (): void => {
      for (const { uri } of store.all()) change(uri);
    };
    this.listeners = vscode.Disposable.from(
      this.changed,
      this.throttle,
      store.onDidChange(change),
      settings.onDidChange((keys) => {
        if (!panelSettingKeys.some((key) => keys.has(key))) return;
        changeAll();
      }),
      samples.onDidChange(changeAll),
      studies.onDidChange(changeAll),
      vscode.workspace.registerTextDocumentContentProvider(reportScheme, this),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const source = vscode.Uri.parse(uri.query);
    const entry = this.store.get(source);
    const key = source.toString();
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
    if (!isScored(entry) || document === undefined) {
      return vscode.l10n.t('This document is not compared yet. Run Compare Document first.');
    }
    // The report is about the document as it is now, so its spans are too.
    const { comparison, conditions = [], starts: start, ends: end, firstStaleRow } = entry;
    const current = { ...comparison, tokens: { ...comparison.tokens, start, end } };
    const text = document.getText();
    const snapshot = await inSlices(documentSnapshot(document, entry, this.settings));
    const steps = accessibleText(
      {
        path: titleOf(source),
        text,
        comparison: current,
        conditions,
        firstStaleRow,
        shown: shownReports(snapshot),
        selectedUpdate: snapshot.selectedUpdate,
        ...(snapshot.result && { analyses: snapshot.result.analyses }),
      },
      reportOptions(this.settings),
    );
    const report = await inSlices(steps);
    return report + renderAccessibleSamples(this.samples.snapshot(), this.studies.snapshot());
  }

  dispose(): void {
    this.listeners.dispose();
  }
}
