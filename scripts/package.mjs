// `npm run package [-- --target linux-x64] [--out FILE]`: builds for one platform, packs the VSIX with
// the bundled pair and checks what is in it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkVsix } from './checkVsix.mjs';
import { targets } from './copyNative.mjs';

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
    out: { type: 'string' },
  },
});

if (!targets.includes(options.target)) {
  console.error(`There is no ${options.target}; choose one of ${targets.join(', ')}.`);
  process.exit(2);
}
/** @type {{ version: string }} */
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const file = options.out ?? `steerscope-${options.target}-${manifest.version}.vsix`;
const run = (/** @type {string[]} */ ...args) =>
  execFileSync(process.execPath, args, { stdio: 'inherit' });

run('esbuild.mjs', '--minify', '--target', options.target);
run(
  'node_modules/@vscode/vsce/vsce',
  ...['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'],
  ...['--target', options.target, '--out', file],
);
console.log(await checkVsix(file, options.target));
