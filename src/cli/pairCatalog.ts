import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import stripJsonComments from 'strip-json-comments';
import { UserFacingError } from '../common/errors';
import { parsePairFile, type PairFile } from '../common/pairFile';
import { checkSetting } from '../common/settingSchemas';
import { fileProblem } from './fileProblem';

/** A pair that can be named by its id. */
export interface KnownPair {
  readonly source: 'settings' | 'cached' | 'bundled';
  readonly file: PairFile;
  /** Folder to which the directories of the file are relative. */
  readonly folder: string;
}

/** A pair.json that cannot be used. */
export interface UnusablePair {
  readonly path: string;
  readonly problem: UserFacingError;
}

export interface Catalog {
  readonly pairs: readonly KnownPair[];
  readonly unusable: readonly UnusablePair[];
}

export interface CatalogPlaces {
  readonly bundled: string;
  readonly models: string;
  /** A settings file of VS Code. */
  readonly settings: string | undefined;
}

/**
 * All pairs; of several with one id the first counts, in the order settings, cached, bundled.
 *
 * @throws UserFacingError if the settings file cannot be read
 */
export async function readCatalog(places: CatalogPlaces): Promise<Catalog> {
  const found = [
    ...(places.settings === undefined ? [] : await fromSettings(places.settings)),
    ...(await fromFolder(places.models, 'cached')),
    ...(await fromFolder(places.bundled, 'bundled')),
  ];
  const pairs: KnownPair[] = [];
  const unusable: UnusablePair[] = [];
  for (const entry of found) {
    if ('problem' in entry) unusable.push(entry);
    else if (!pairs.some(({ file }) => file.id === entry.file.id)) pairs.push(entry);
  }
  return { pairs, unusable };
}

/**
 * Reads a pair.json.
 *
 * @throws UserFacingError if it cannot be read or is not one
 */
export async function readPair(file: string, source: KnownPair['source']): Promise<KnownPair> {
  const folder = path.dirname(file);
  const name = path.join(path.basename(folder), path.basename(file));
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fileProblem(file, 'read', error);
  }
  return { source, file: parsePairFile(text, name), folder };
}

async function attempt(
  file: string,
  source: KnownPair['source'],
): Promise<KnownPair | UnusablePair> {
  try {
    return await readPair(file, source);
  } catch (error) {
    if (error instanceof UserFacingError) return { path: file, problem: error };
    throw error;
  }
}

/** The pairs in the folders of a folder; none where it cannot be listed. */
async function fromFolder(
  directory: string,
  source: 'cached' | 'bundled',
): Promise<(KnownPair | UnusablePair)[]> {
  const files = (await list(directory)).map((name) => path.join(directory, name, 'pair.json'));
  const here = await Promise.all(
    files.map(async (file) => (await list(path.dirname(file))).includes('pair.json')),
  );
  return Promise.all(files.filter((_, index) => here[index]).map((file) => attempt(file, source)));
}

async function list(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch {
    // A folder that is not there, or is not a folder, holds no pairs.
    return [];
  }
}

async function fromSettings(file: string): Promise<(KnownPair | UnusablePair)[]> {
  const folder = path.dirname(path.resolve(file));
  const setting = checkSetting('pairs', (await readSettings(file))['steerscope.pairs'] ?? []);
  if (setting.problem !== undefined) {
    throw new UserFacingError(
      'unreadable',
      `${file} cannot be used: "steerscope.pairs" is not a list of pairs (${setting.problem}). Correct it.`,
    );
  }
  return Promise.all(
    setting.value.map(async (entry): Promise<KnownPair | UnusablePair> => {
      if ('file' in entry) {
        const read = await attempt(path.resolve(folder, entry.file), 'settings');
        if ('problem' in read) return read;
        const name = entry.name ?? read.file.name;
        return {
          ...read,
          file: { ...read.file, id: entry.id, ...(name === undefined ? {} : { name }) },
        };
      }
      const { id, name, dtype, prefix, base, tuned } = entry;
      return {
        source: 'settings',
        folder,
        file: {
          id,
          ...(name === undefined ? {} : { name }),
          ...(dtype === undefined ? {} : { dtype }),
          ...(prefix === undefined ? {} : { prefix: [...prefix] }),
          base: { directory: base },
          tuned: [{ directory: tuned }],
        },
      };
    }),
  );
}

async function readSettings(file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fileProblem(file, 'read', error);
  }
  const notSettings = (cause?: unknown): UserFacingError =>
    new UserFacingError(
      'unreadable',
      `${file} cannot be read: it is not a settings file of VS Code. Correct it or choose another.`,
      [],
      { cause },
    );
  let settings: unknown;
  try {
    settings = JSON.parse(stripJsonComments(text, { trailingCommas: true }));
  } catch (error) {
    throw notSettings(error);
  }
  if (typeof settings !== 'object' || settings === null) throw notSettings();
  return Object.fromEntries(Object.entries(settings));
}
