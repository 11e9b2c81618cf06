import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

type Say = (line: string) => void;

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const elsewhere = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Finds a Chromium browser: `CHROMIUM_PATH` first, then the PATH, then the usual places. */
export function findBrowser(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') {
    if (!isExecutable(given)) throw new Error(`CHROMIUM_PATH names no program: ${given}`);
    return given;
  }
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...elsewhere].find(isExecutable);
}

/**
 * Finds a browser or, on Debian and Ubuntu as root, installs one after saying so.
 *
 * @throws Error that says what is missing
 */
export function ensureBrowser(say: Say): string {
  const found = findBrowser();
  if (found !== undefined) return found;
  const missing =
    'The browser tests need Chromium or Chrome, and none was found. Install one, or name it in CHROMIUM_PATH.';
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) throw new Error(missing);
  say('no browser found: installing Debian’s chromium with apt-get (the browser tests need it)');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${stderr}\n${missing}`);
  }
  const installed = findBrowser();
  if (installed === undefined) throw new Error(missing);
  return installed;
}

/** Starts a browser without a window that talks to nobody but the pages it is given. */
export const launchBrowser = (say: Say): Promise<Browser> =>
  chromium.launch({
    executablePath: ensureBrowser(say),
    headless: true,
    args: [
      // Chromium's own sandbox does not start for root.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
