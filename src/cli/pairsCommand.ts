import path from 'node:path';
import { UserFacingError } from '../common/errors';
import { toPairSpec, tunedCheckpointId, type PairFile } from '../common/pairFile';
import { visibleText } from '../common/text/tokenText';
import type { CheckpointFiles, ModelFiles } from '../model/modelFiles';
import { writeAll, writeLine, type Console } from './console';
import { exitCodes } from './exitCodes';
import { readCatalog, type CatalogPlaces, type KnownPair } from './pairCatalog';

/** A pair as `pairs` lists it. */
interface ListedPair {
  readonly id: string;
  readonly name: string;
  readonly source: KnownPair['source'];
  readonly folder: string;
  readonly dtype: string;
  /** Size of all weights that are there. */
  readonly bytes: number;
  readonly checkpoints: readonly { readonly id: string; readonly default: boolean }[];
  /** What keeps it from being used; empty where it is complete. */
  readonly problems: readonly string[];
}

/**
 * Lists the pairs, whether they are complete, and what is missing if not.
 *
 * @returns the exit code
 * @throws UserFacingError if the settings file cannot be read
 */
export async function pairsCommand(
  format: 'text' | 'json',
  places: CatalogPlaces,
  files: Pick<ModelFiles, 'check'>,
  console: Console,
): Promise<number> {
  const { pairs, unusable } = await readCatalog(places);
  const listed = await Promise.all(pairs.map((pair) => inspect(pair, files)));
  const text =
    format === 'json'
      ? `${JSON.stringify(listed, null, 2)}\n`
      : listed.map(describe).join('\n') || 'No pair is known.\n';
  await writeAll(console.stdout, text);
  for (const { problem } of unusable) writeLine(console.stderr, `steerscope: ${problem.message}`);
  if (format === 'text') {
    await writeAll(
      console.stdout,
      `\nPairs of your own: a folder with a pair.json in ${places.models}, or --pair with its path.\n`,
    );
  }
  return exitCodes.done;
}

async function inspect(
  { source, file, folder }: KnownPair,
  files: Pick<ModelFiles, 'check'>,
): Promise<ListedPair> {
  const problems = new Set<string>();
  const look = async (
    directory: string,
    fallback?: CheckpointFiles,
  ): Promise<CheckpointFiles | undefined> => {
    try {
      const { dtype } = toPairSpec(file, (name) => name);
      return await files.check(path.resolve(folder, directory), dtype, fallback);
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error;
      problems.add(error.message);
      return undefined;
    }
  };
  const base = await look(file.base.directory);
  const tuned = await Promise.all(file.tuned.map(({ directory }) => look(directory, base)));
  const chosen = defaultCheckpoint(file);
  return {
    id: file.id,
    name: file.name ?? file.id,
    source,
    folder,
    dtype: file.dtype ?? 'fp32',
    bytes: [base, ...tuned].reduce((sum, found) => sum + (found?.bytes ?? 0), 0),
    checkpoints: file.tuned.map((entry) => ({
      id: tunedCheckpointId(entry),
      default: entry === chosen,
    })),
    problems: [...problems],
  };
}

function defaultCheckpoint(file: PairFile): PairFile['tuned'][number] | undefined {
  return file.tuned.find((entry) => entry.default === true) ?? file.tuned[0];
}

function describe(pair: ListedPair): string {
  const shown = (text: string): string => visibleText(text).replaceAll('␣', ' ');
  const checkpoints = pair.checkpoints
    .map(({ id, default: chosen }) => shown(id) + (chosen && id !== 'default' ? ' (default)' : ''))
    .join(', ');
  const state = pair.problems.length === 0 ? ['complete'] : pair.problems;
  return [
    shown(pair.id),
    `  name         ${shown(pair.name)}`,
    `  where        ${pair.source}, ${shown(pair.folder)}`,
    `  weights      ${pair.dtype}, ${(pair.bytes / 1e6).toFixed(1)} MB`,
    `  checkpoints  ${checkpoints}`,
    ...state.map(
      (line, index) => `  ${index === 0 ? 'state      ' : '           '}  ${shown(line)}`,
    ),
    '',
  ].join('\n');
}
