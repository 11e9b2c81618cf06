import * as vscode from 'vscode';
import { panelViewType } from '../../common/contributions';
import { readPanelMemory } from '../../common/protocol/panelMemory';
import type { PanelManager } from './panelManager';

/**
 * Brings the panel back after a window reload, on the document it showed. Results do not outlive the
 * window and no model is started for a panel: it then says that nothing is scored and offers to compare.
 */
export class PanelSerializer implements vscode.WebviewPanelSerializer {
  constructor(private readonly manager: PanelManager) {}

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const memory = readPanelMemory(state);
    const uri = memory && memory.uri !== '' ? vscode.Uri.parse(memory.uri) : undefined;
    this.manager.restore(panel, uri);
    return Promise.resolve();
  }
}

/** Registers the serializer under the panel's view type. */
export function registerPanelSerializer(manager: PanelManager): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelViewType, new PanelSerializer(manager));
}
