import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z.object({ name: z.string(), version: z.string() });

/** Name and version of an installed package, by its own manifest. */
export function versionOf(folder: string): string {
  const text = readFileSync(`node_modules/${folder}/package.json`, 'utf8');
  const { name, version } = manifest.parse(JSON.parse(text));
  return `${name} ${version}`;
}
