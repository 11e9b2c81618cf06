import type { PanelHostMessage, PanelWebviewMessage } from '../../src/common/protocol/panel';
import type { PanelMemory } from '../../src/common/protocol/panelMemory';

/** What VS Code gives a webview, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The typed way to the extension host. */
export class HostApi {
  private readonly api = acquireVsCodeApi();

  post(message: PanelWebviewMessage): void {
    this.api.postMessage(message);
  }

  /** The state that an earlier page of this panel remembered; not checked. */
  get remembered(): unknown {
    return this.api.getState();
  }

  remember(memory: PanelMemory): void {
    this.api.setState(memory);
  }

  /** Messages come from the extension host alone, through VS Code's own frame. */
  listen(listener: (message: PanelHostMessage) => void): void {
    window.addEventListener('message', (event: MessageEvent<PanelHostMessage>) => {
      listener(event.data);
    });
  }
}
