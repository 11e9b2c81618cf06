import type * as vscode from 'vscode';
import type { Settings } from '../../common/contributions';
import type { ErrorAction } from '../../common/errors';
import type { PanelSamples, SampleAction } from '../../common/protocol/panelSamples';
import type { ExportedSectionId, ShownPart } from '../../common/protocol/panelExport';
import type { PanelStudies } from '../../common/protocol/panelStudies';
import type { PanelCommandId } from '../../common/protocol/panel';
import type { ComparedDocument } from '../../host/comparisonStore';
import type { MixtureOutcome } from '../../host/mixtures';

/** The part of the comparison store that the panel reads. */
export interface PanelStore {
  get(uri: vscode.Uri): ComparedDocument | undefined;
  readonly onDidChange: vscode.Event<vscode.Uri>;
}

/** Settings that change what the panel shows. */
export const panelSettingKeys = [
  'metric',
  'units',
  'threshold',
  'decorations.heat',
  'decorations.palette',
] as const satisfies readonly (keyof Settings)[];

type PanelSettingKey = (typeof panelSettingKeys)[number];

export interface PanelSettings {
  get<K extends PanelSettingKey>(key: K): Settings[K];
  readonly onDidChange: vscode.Event<ReadonlySet<keyof Settings>>;
}

/** The pair that the next comparison would use. */
export interface PanelPairs {
  readonly activeName: string;
  readonly onDidChange: vscode.Event<unknown>;
}

/** What is shown of samples, and done with them. */
export interface PanelSampling {
  snapshot(): PanelSamples;
  readonly onDidChange: vscode.Event<void>;
  perform(action: SampleAction, id: string): Promise<void>;
}

/** What is shown of the pair itself. */
export interface PanelStudySource {
  snapshot(): PanelStudies;
  readonly onDidChange: vscode.Event<void>;
}

/** Computes supposed distributions over the whole vocabulary. */
export interface PanelMixtures {
  ask(
    entry: Pick<ComparedDocument, 'comparison'>,
    row: number,
    lambda: number,
  ): Promise<MixtureOutcome>;
}

/**
 * Runs what the panel's buttons ask for. While the panel has the focus there is no active text editor,
 * so every call carries the document it is about.
 */
export interface PanelCommands {
  run(command: PanelCommandId, uri: vscode.Uri | undefined): PromiseLike<unknown>;
  runAction(action: ErrorAction, uri: vscode.Uri | undefined): PromiseLike<unknown>;
  /** Lets both models go on from a row of the document's comparison being another token. */
  tryAlternative(uri: vscode.Uri, row: number, id: number): PromiseLike<unknown>;
  exportSection(
    uri: vscode.Uri | undefined,
    section: ExportedSectionId,
    shown: ShownPart,
  ): PromiseLike<unknown>;
}
