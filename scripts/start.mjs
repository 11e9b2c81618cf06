// `npm start [-- FILE]`: install, build, compare FILE on the terminal, then open it in VS Code.
// Plain Node: nothing is installed when this starts.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './setup/dependencies.mjs';
import { missingRequirement } from './setup/requirements.mjs';

const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const pairFile = path.join(root, 'media/models/wedding-party/pair.json');

/** @param {string} message */
function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/** @param {string[]} args */
const node = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

/** The first sample of the bundled pair. */
function bundledSample() {
  const [sample] = JSON.parse(readFileSync(pairFile, 'utf8')).samples;
  return path.resolve(path.dirname(pairFile), sample.path);
}

/** A copy to open, so that editing it leaves the checkout alone. @param {string} sample */
function copyOf(sample) {
  const folder = path.join(root, '.vscode-test', 'start');
  mkdirSync(folder, { recursive: true });
  const copy = path.join(folder, path.basename(sample));
  copyFileSync(sample, copy);
  return copy;
}

/** The `code` command of a desktop VS Code, if there is one. */
function desktopCode() {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

const missing = missingRequirement();
if (missing) fail(missing);
const given = process.argv[2];
// npm changes to the project's folder; the name is meant from where the user typed it.
const chosen = given && path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
if (chosen && !existsSync(chosen)) {
  fail(`${given} cannot be read: there is no such file. Give the path of a text file.`, 3);
}
process.chdir(root);
try {
  ensureDependencies();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
if (node(['esbuild.mjs']).status !== 0) fail('The build failed; the lines above say why.');
const compared = chosen ?? bundledSample();
const relative = path.relative(root, compared);
const { status } = node([
  'dist/cli.js',
  'compare',
  relative.startsWith('..') ? compared : relative,
  '--format',
  'text',
]);
if (status !== 0) process.exit(status ?? 1);
if (!process.stdout.isTTY || process.env.CI) process.exit(0);

const file = chosen ?? copyOf(compared);
const code = desktopCode();
if (code) {
  console.log(`\nOpening it in VS Code (${code}).`);
  const opened = spawnSync(
    process.platform === 'win32' ? `"${code}"` : code,
    [
      '--new-window',
      `--extensionDevelopmentPath=${root}`,
      `--extensionDevelopmentPath=${path.join(root, 'scripts/opener')}`,
      file,
    ],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  process.exit(opened.status ?? 1);
}
console.log('\nNo `code` command found, so VS Code is served to your browser from this machine.');
process.exit(node(['--import', 'tsx', 'scripts/serve.mts', file]).status ?? 1);
