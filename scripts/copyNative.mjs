// Copies onnxruntime's native half for one platform into dist/node_modules, where Node finds it from
// the bundled programs. esbuild cannot see it: it is loaded by a computed require.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Platforms that onnxruntime-node has a binary for. */
export const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/**
 * @param {string} target platform and architecture, such as `linux-x64`
 * @param {string} [destination] folder that gets `node_modules`
 */
export function copyNative(target, destination = 'dist') {
  if (!targets.includes(target)) {
    throw new Error(`onnxruntime-node has no binary for ${target}; it has ${targets.join(', ')}`);
  }
  const [platform = '', arch = ''] = target.split('-');
  const to = path.join(destination, 'node_modules');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync('node_modules/onnxruntime-common', path.join(to, 'onnxruntime-common'), {
    recursive: true,
    filter: (file) => !/\.(map|d\.ts|ts)$|[\\/](lib|dist[\\/]esm)$/.test(file),
  });
  const from = 'node_modules/onnxruntime-node';
  for (const part of ['package.json', 'dist', 'LICENSE', 'README.md']) {
    if (existsSync(path.join(from, part))) {
      cpSync(path.join(from, part), path.join(to, 'onnxruntime-node', part), {
        recursive: true,
        filter: (file) => !/\.(map|d\.ts)$/.test(file),
      });
    }
  }
  const bin = path.join('bin', 'napi-v6', platform, arch);
  const files = readdirSync(path.join(from, bin));
  const keep = files.filter((file) => !/^libonnxruntime\.\d+\.\d+/.test(file));
  for (const file of keep) {
    cpSync(path.join(from, bin, file), path.join(to, 'onnxruntime-node', bin, file));
  }
}
