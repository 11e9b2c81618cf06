import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { settingDefaults } from '../../../src/common/contributions';
import { repositoryRoot } from '../../../scripts/vscodeServer/serverFiles.mjs';

/** A token as the command line reports it; log quantities in nats, offsets in UTF-16 code units. */
export interface ReportedToken {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly logRatio: number;
  readonly js: number;
  readonly tuned: { readonly surprisal: number };
}

/** What the command line says of a file, to compare the editor with. */
export function reportedTokens(file: string): ReportedToken[] {
  const json = execFileSync(
    process.execPath,
    [path.join(repositoryRoot, 'dist', 'cli.js'), 'compare', file, '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  // The format's own tests validate it.
  const report = JSON.parse(json) as { documents: { tokens: ReportedToken[] }[] };
  const [document] = report.documents;
  if (document === undefined) throw new Error(`Nothing was reported of ${file}`);
  return document.tokens;
}

const thresholdNats = settingDefaults.threshold * Math.LN2;

export const isDivergent = (token: ReportedToken): boolean => token.js >= thresholdNats;

/** Line and column as the status bar counts them, from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `Ln ${String(before.length)}, Col ${String((before.at(-1)?.length ?? 0) + 1)}`;
}
