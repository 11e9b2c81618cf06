import { homedir } from 'node:os';
import path from 'node:path';
import type { Console } from './console';

/**
 * The folder of models on this machine: what the option or STEERSCOPE_MODELS names, else `models` in
 * the program's folder where the system keeps caches.
 */
export function modelsFolder(
  option: string | undefined,
  env: Console['env'],
  platform: NodeJS.Platform = process.platform,
): string {
  const named = option ?? env['STEERSCOPE_MODELS'];
  if (named !== undefined && named !== '') return path.resolve(named);
  return path.join(cacheFolder(env, platform), 'steerscope', 'models');
}

function cacheFolder(env: Console['env'], platform: NodeJS.Platform): string {
  const home = homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches');
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  const cache = env['XDG_CACHE_HOME'];
  // The XDG specification has relative paths ignored.
  return cache !== undefined && path.isAbsolute(cache) ? cache : path.join(home, '.cache');
}
