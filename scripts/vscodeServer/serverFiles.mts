// Where the served VS Code is kept, and which releases it is made of.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const repositoryRoot = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** code-server 4.139.1 holds VS Code 1.139.1. */
export const codeServerVersion = '4.139.1';

/** code-server's workbench needs the Node release it was built for. */
export const nodeVersion = '24.21.0';

const home = path.join(
  repositoryRoot,
  '.vscode-test',
  `server-${codeServerVersion}-node-${nodeVersion}`,
);
const nodePackage = `node-${process.platform}-${process.arch}`;
const codeServer = path.join(home, 'node_modules', 'code-server');

/** Everything in one folder of its own: its `node` must never come to stand in this project's PATH. */
export const serverFiles = {
  home,
  nodePackage,
  node: path.join(home, 'node_modules', nodePackage, 'bin', 'node'),
  codeServer,
  entry: path.join(codeServer, 'out', 'node', 'entry.js'),
  vscode: path.join(codeServer, 'lib', 'vscode'),
  /** Written when every step of the installation has succeeded. */
  complete: path.join(home, 'complete'),
  lock: path.join(home, 'installing'),
} as const;

/** Platforms for which the npm registry holds both halves. */
export const servedPlatforms: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64'];
