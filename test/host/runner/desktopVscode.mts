import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Finds the program (not the `code` script) of a desktop VS Code. */
export function findDesktopVscode(): string | undefined {
  const scripts = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, process.platform === 'win32' ? 'code.cmd' : 'code'))
    .filter((file) => existsSync(file));
  const programs = scripts.flatMap((script) => {
    const folder = path.dirname(path.dirname(realpathSync(script)));
    switch (process.platform) {
      case 'win32':
        return [path.join(folder, 'Code.exe')];
      case 'darwin':
        return [path.join(folder, '..', '..', 'MacOS', 'Electron')];
      default:
        return [path.join(folder, 'code')];
    }
  });
  return programs.find((file) => existsSync(file));
}
