import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { HostApi } from './hostApi';
import { PanelApp } from './panelApp';

const root = document.getElementById('panel');
if (root) {
  const host = new HostApi();
  const report = (reason: unknown): void => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    host.post({ type: 'problem', message: text.slice(0, 4000) });
  };
  window.addEventListener('error', (event) => {
    report(event.error ?? event.message);
  });
  window.addEventListener('unhandledrejection', (event) => {
    report(event.reason);
  });
  const app = new PanelApp(root, host);
  host.listen((message) => {
    app.receive(message);
  });
  host.post({ type: 'ready' });
}
