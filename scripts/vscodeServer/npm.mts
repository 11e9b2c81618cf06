import { spawn } from 'node:child_process';
import path from 'node:path';

/** What `npm run` adds to the environment and another project's npm must not see. */
const runOnly = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_command$|INIT_CWD$)/;

/**
 * Runs npm in a folder with a Node of our choice, without install scripts and development dependencies.
 *
 * @param node executable of Node; it stands first in npm's own PATH, and nowhere else
 * @throws Error with npm's own last lines when it fails
 */
export async function npm(
  args: readonly string[],
  folder: string,
  node = process.execPath,
): Promise<void> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !runOnly.test(name)),
  );
  const npmScript = process.env['npm_execpath'];
  const [program, first] =
    npmScript?.endsWith('.js') === true ? [node, [npmScript]] : ['npm', [] as string[]];
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, [...first, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
        npm_config_ignore_scripts: 'true',
        npm_config_omit: 'dev',
        npm_config_engine_strict: 'false',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    const tail = output.join('').trim().split('\n').slice(-15).join('\n');
    throw new Error(
      `npm ${args.join(' ')} failed in ${folder} (exit code ${String(code)}):\n${tail}`,
    );
  }
}
