// `node --import tsx scripts/serve.mts FILE`: VS Code with the extension from this checkout and FILE, in the browser.
import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ensureServer, isServerInstalled } from './vscodeServer/install.mjs';
import { createProfile } from './vscodeServer/profile.mjs';
import { startServer } from './vscodeServer/server.mjs';
import { repositoryRoot } from './vscodeServer/serverFiles.mjs';
import { workbenchAddress } from './vscodeServer/workbenchAddress.mjs';

const say = (line: string): void => {
  console.log(line);
};

/** Shows the address in the user's browser, where there is a screen for one. */
function openBrowser(address: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const screen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  if (process.platform !== 'darwin' && screen === undefined) return;
  const child = spawn(program, [address], { stdio: 'ignore', detached: true });
  // The address is printed as well, so a missing program is no loss.
  child.on('error', () => undefined);
  child.unref();
}

const file = path.resolve(process.argv[2] ?? '');
if (!isServerInstalled()) {
  say('Installing a VS Code for the browser from the npm registry into .vscode-test …');
}
await ensureServer(say);
const profile = createProfile();
mkdirSync(profile.extensions, { recursive: true });
symlinkSync(repositoryRoot, path.join(profile.extensions, 'steerscope.steerscope-0.1.0'));
symlinkSync(
  path.join(repositoryRoot, 'scripts', 'opener'),
  path.join(profile.extensions, 'steerscope-development.opener-0.0.0'),
);
const server = await startServer({ profile, development: false });
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      resolve();
    });
  }
});
const address = workbenchAddress(server.authority, { folder: path.dirname(file), file });
say(`\nVS Code with your document:\n\n  ${address}\n\nCtrl-C ends it.`);
openBrowser(address);
await Promise.race([stopped, server.ended]);
await server.stop();
profile.dispose();
