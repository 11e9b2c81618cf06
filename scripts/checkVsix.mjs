// What must and must not be in a VSIX; `node scripts/checkVsix.mjs FILE TARGET` says what is wrong.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import JSZip from 'jszip';

const mebibyte = 1024 * 1024;

/** Bytes that a VSIX may have; the runtime is the largest part of it. */
const largest = 80 * mebibyte;

/** @type {Readonly<Record<string, string>>} */
const runtime = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

/** @param {string} target */
function needed(target) {
  const [platform = '', arch = ''] = target.split('-');
  const native = `dist/node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}`;
  const pair = 'media/models/wedding-party';
  return [
    'package.json',
    'package.nls.json',
    'readme.md',
    'changelog.md',
    'LICENSE.txt',
    'dist/extension.js',
    'dist/modelProcess.js',
    'dist/modelThread.js',
    'dist/tokenizerThread.js',
    'dist/cli.js',
    'dist/statistics.wasm',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/webview/main.js',
    'dist/webview/styles.css',
    'dist/webview/codicon.ttf',
    'dist/node_modules/onnxruntime-common/package.json',
    'dist/node_modules/onnxruntime-node/package.json',
    `${native}/onnxruntime_binding.node`,
    `${native}/${runtime[platform] ?? ''}`,
    `${pair}/pair.json`,
    `${pair}/base/tokenizer.json`,
    `${pair}/base/onnx/model_fp16.onnx`,
    `${pair}/tuned/onnx/model_fp16.onnx`,
    'media/icon.png',
    'media/probes/stories.probes.json',
    'schema/probes.schema.json',
  ];
}

/** Nothing of the workshop ships. */
const forbidden =
  /^(src|test|training|bench|scripts|docs|webview-ui|out|\.|node_modules\/)|\.map$|\.tsx?$/;

/**
 * @param {string} file
 * @param {string} target platform and architecture, such as `linux-x64`
 * @returns {Promise<string>} one line with the size
 * @throws Error that lists everything that is wrong
 */
export async function checkVsix(file, target) {
  const bytes = await readFile(file);
  const archive = await JSZip.loadAsync(bytes);
  const names = Object.keys(archive.files)
    .filter((name) => name.startsWith('extension/') && !name.endsWith('/'))
    .map((name) => name.slice('extension/'.length));
  const native = `/bin/napi-v6/${target.replace('-', '/')}/`;
  const problems = [
    ...needed(target)
      .filter((name) => !names.includes(name))
      .map((name) => `missing: ${name}`),
    ...names.filter((name) => forbidden.test(name)).map((name) => `must not ship: ${name}`),
    ...names
      .filter((name) => name.includes('/bin/napi-v6/') && !name.includes(native))
      .map((name) => `of another platform: ${name}`),
    ...(bytes.length > largest ? [`too large: ${bytes.length} bytes`] : []),
  ];
  if (problems.length > 0) throw new Error(`${file}\n  ${problems.join('\n  ')}`);
  return `${file}: ${names.length} files, ${(bytes.length / mebibyte).toFixed(1)} MiB`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , file = '', target = `${process.platform}-${process.arch}`] = process.argv;
  console.log(await checkVsix(file, target));
}
