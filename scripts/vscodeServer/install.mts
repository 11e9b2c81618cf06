import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './installLock.mjs';
import { npm } from './npm.mjs';
import { codeServerVersion, nodeVersion, servedPlatforms, serverFiles } from './serverFiles.mjs';

type Say = (line: string) => void;

/** Parts nobody here uses; without them the workbench starts faster and half a gigabyte is saved. */
const unused = [
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'node_modules/@devcontainers',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
];

/** Whether the served VS Code is there already. */
export const isServerInstalled = (): boolean => existsSync(serverFiles.complete);

/**
 * Installs the served VS Code from the npm registry, unless it is there. An installation that broke off
 * is continued: npm keeps what is whole, and a step that fails is repeated once from nothing.
 *
 * @throws Error when the platform has no such release or the registry does not answer
 */
export async function ensureServer(say: Say): Promise<void> {
  if (isServerInstalled()) return;
  const platform = `${process.platform}-${process.arch}`;
  if (!servedPlatforms.includes(platform)) {
    throw new Error(
      `No VS Code server can be installed for ${platform}; there is one for ${servedPlatforms.join(', ')}. ` +
        'Install desktop VS Code and its `code` command instead.',
    );
  }
  mkdirSync(serverFiles.home, { recursive: true });
  await withLock(
    serverFiles.lock,
    (pid) => {
      say(`process ${String(pid)} is installing the VS Code server; waiting for it`);
    },
    async () => {
      if (!isServerInstalled()) await install(say);
    },
  );
}

async function install(say: Say): Promise<void> {
  const { home, vscode, node, nodePackage } = serverFiles;
  const manifest = path.join(home, 'package.json');
  writeFileSync(manifest, '{ "name": "served-vscode", "private": true, "version": "0.0.0" }\n');
  say('installing a VS Code server into .vscode-test (about 800 MB, once)');
  const steps: Step[] = [
    {
      title: `Node ${nodeVersion} for it`,
      folder: home,
      packages: [`${nodePackage}@${nodeVersion}`],
    },
    {
      title: `code-server ${codeServerVersion}`,
      folder: home,
      // Both names: npm would remove a package that the manifest does not mention.
      packages: [`${nodePackage}@${nodeVersion}`, `code-server@${codeServerVersion}`],
      node,
    },
    // Not `npm ci`: the lock file that code-server ships does not match its own manifest.
    { title: 'packages of VS Code', folder: vscode, packages: [], node },
    {
      title: 'packages of its built-in extensions',
      folder: path.join(vscode, 'extensions'),
      packages: [],
      node,
    },
  ];
  for (const [index, step] of steps.entries()) {
    say(`  ${String(index + 1)} of ${String(steps.length)}: ${step.title}`);
    await installStep(step, say);
  }
  for (const part of unused) rmSync(path.join(vscode, part), { recursive: true, force: true });
  writeFileSync(serverFiles.complete, `${new Date().toISOString()}\n`);
}

interface Step {
  readonly title: string;
  readonly folder: string;
  readonly packages: readonly string[];
  /** The Node that runs npm; code-server refuses others than its own. */
  readonly node?: string;
}

async function installStep({ folder, packages, node }: Step, say: Say): Promise<void> {
  const work = (): Promise<void> => npm(['install', ...packages], folder, node);
  try {
    await work();
  } catch (error) {
    say(`  that failed; once more from nothing (${firstLine(error)})`);
    // For the first folder that would take away the Node that shall run npm.
    if (folder !== serverFiles.home || node === undefined) {
      rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
    } else {
      rmSync(serverFiles.codeServer, { recursive: true, force: true });
    }
    await work();
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
