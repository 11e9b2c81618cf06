// The one build script: `node esbuild.mjs [--watch] [--target linux-x64] [--minify]`.
// Writes dist/: three programs for Node, the panel for the browser, the statistics kernel, and the
// native runtime of the wanted platform (the machine's own unless --target names one).
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { copyNative } from './scripts/copyNative.mjs';
import { thirdPartyNotices } from './scripts/thirdPartyNotices.mjs';

const { values: options } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    minify: { type: 'boolean', default: false },
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
  },
});

// Copied as they are, or inside the file that transformers.js publishes, where esbuild cannot see them.
const shipped = [
  'onnxruntime-node',
  'onnxruntime-common',
  'onnxruntime-web',
  '@huggingface/jinja',
  '@huggingface/tokenizers',
  '@vscode/codicons',
];

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  minify: options.minify,
  sourcemap: !options.minify,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};

/** @type {esbuild.BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: 'dist',
  // sharp is an image library that transformers.js insists on at load and text models never call.
  alias: { sharp: './scripts/sharpStub.cjs' },
  external: ['vscode', 'onnxruntime-node', 'onnxruntime-common'],
};

/** @type {esbuild.BuildOptions[]} */
const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts' } },
  {
    ...node,
    entryPoints: {
      modelProcess: 'src/model/main.ts',
      modelThread: 'src/model/modelThread.ts',
      tokenizerThread: 'src/model/tokenizerThread.ts',
    },
  },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    platform: 'browser',
    format: 'esm',
    target: 'chrome120',
    outdir: 'dist/webview',
    entryPoints: { main: 'webview-ui/src/main.ts', styles: 'webview-ui/styles/main.css' },
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/webview', { recursive: true });
copyNative(options.target);
cpSync('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
cpSync('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');
execFileSync(
  process.execPath,
  ['--import', 'tsx', 'scripts/buildStatisticsKernel.mts', 'dist/statistics.wasm'],
  {
    stdio: 'inherit',
  },
);

if (options.watch) {
  for (const build of builds) await (await esbuild.context(build)).watch();
  console.log('watching');
} else {
  const results = await Promise.all(builds.map((build) => esbuild.build(build)));
  writeFileSync(
    'dist/THIRD-PARTY-NOTICES.txt',
    thirdPartyNotices(
      results.flatMap(({ metafile }) => metafile ?? []),
      shipped.map((name) => `node_modules/${name}`),
    ),
  );
}
