import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

/**
 * Bundles every `*.test.ts` below a folder, and the entry that runs them, for the extension host.
 *
 * @returns the entry's path
 * @throws Error when there is no test
 */
export async function bundleSuites(folder: string, output: string): Promise<string> {
  const suites = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  if (suites.length === 0) throw new Error(`No *.test.ts below ${folder}`);
  mkdirSync(output, { recursive: true });
  await esbuild.build({
    entryPoints: [
      { in: path.join(import.meta.dirname, 'insideHost.ts'), out: 'insideHost' },
      ...suites.map((file) => ({
        in: path.join(folder, file),
        out: path.join('suites', file.replace(/\.ts$/, '')),
      })),
    ],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir: output,
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
  });
  return path.join(output, 'insideHost.js');
}
