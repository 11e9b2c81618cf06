// Runs npm from plain Node: what `npm start` and `npm test` need before anything is installed.
import { spawnSync } from 'node:child_process';

/**
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function npm(args, options = {}) {
  const script = process.env.npm_execpath;
  // npm names its own script when it runs us; elsewhere the one in the PATH is as good.
  if (script?.endsWith('.js')) {
    return spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', ...options });
  }
  return spawnSync('npm', args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
}
