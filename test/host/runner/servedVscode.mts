// Stands in for desktop VS Code's program: takes the arguments that @vscode/test-electron passes and runs
// the suite in a VS Code served to a browser without a window. The exit code is the extension host's.
import { format, parseArgs } from 'node:util';
import { appendFileSync } from 'node:fs';
import { launchBrowser } from '../../../scripts/vscodeServer/browser.mjs';
import { ensureServer } from '../../../scripts/vscodeServer/install.mjs';
import { createProfile } from '../../../scripts/vscodeServer/profile.mjs';
import { startServer } from '../../../scripts/vscodeServer/server.mjs';
import { workbenchAddress } from '../../../scripts/vscodeServer/workbenchAddress.mjs';
import { consoleFileVariable, timeLimitVariable } from './variables.mjs';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
});
const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('STEERSCOPE_') && value !== undefined ? [[name, value]] : [],
  ),
);
const say = (line: string): void => {
  console.log(line);
};
const log = (line: string): void => {
  const file = process.env[consoleFileVariable];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
};

await ensureServer(say);
const browser = await launchBrowser(say);
const profile = createProfile();
const server = await startServer({ profile, development: true });
let code: number;
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (exitCode: number) => {
      resolve(exitCode);
    });
    void server.ended.then(() => {
      log('the VS Code server ended by itself');
      resolve(70);
    });
    const limit = Number(process.env[timeLimitVariable]);
    setTimeout(() => {
      log(`the suite did not end within ${String(limit / 1000)} s`);
      resolve(71);
    }, limit).unref();
  });
  await page.exposeFunction('codeAutomationLog', (_type: string, parts: unknown[]) => {
    log(format(...parts));
  });
  page.on('pageerror', (error) => {
    log(`page: ${error.message}`);
  });
  const address = workbenchAddress(server.authority, {
    ...onlyDefined('folder', positionals[0]),
    ...onlyDefined('extensionDevelopmentPath', text(values.extensionDevelopmentPath)),
    ...onlyDefined('extensionTestsPath', text(values.extensionTestsPath)),
    environment,
  });
  await page.goto(address, { waitUntil: 'domcontentloaded' });
  code = await ended;
} finally {
  await browser.close();
  await server.stop();
  profile.dispose();
}
process.exit(code);

function onlyDefined<K extends string>(
  key: K,
  value: string | undefined,
): Partial<Record<K, string>> {
  const entry: Partial<Record<K, string>> = {};
  if (value !== undefined) entry[key] = value;
  return entry;
}
