import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Dtype } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import { toPairSpec, tunedCheckpoints } from '../common/pairFile';
import type { TunedCheckpoint } from '../common/protocol/checkpoints';
import type { CheckpointSpec, PairSpec } from '../common/protocol/model';
import { readCatalog, readPair, type CatalogPlaces, type KnownPair } from './pairCatalog';

/** What the options say about the pair. */
export interface PairOptions {
  readonly pair?: string | undefined;
  readonly base?: string | undefined;
  readonly tuned?: string | undefined;
  readonly tunedCheckpoint?: string | undefined;
  readonly dtype?: Dtype | undefined;
}

const defaultPair = 'wedding-party';

/**
 * The pair that the options choose.
 *
 * @throws UserFacingError if they contradict each other or there is no such pair or folder
 */
export async function choosePair(options: PairOptions, places: CatalogPlaces): Promise<PairSpec> {
  checkTogether(options);
  const { base, tuned, dtype } = options;
  const spec =
    base !== undefined && tuned !== undefined
      ? await pairOfFolders(base, tuned, places.models)
      : await namedPair(options, places);
  return dtype === undefined ? spec : { ...spec, dtype };
}

function checkTogether({ pair, base, tuned, tunedCheckpoint }: PairOptions): void {
  const usage = (message: string): UserFacingError => new UserFacingError('usage', message);
  if ((base === undefined) !== (tuned === undefined)) {
    const [given, missing] = base === undefined ? ['--tuned', '--base'] : ['--base', '--tuned'];
    throw usage(`${given} needs ${missing} beside it: name both models.`);
  }
  if (base === undefined) return;
  if (pair !== undefined) {
    throw usage('--pair and --base, --tuned exclude each other: name either a pair or two models.');
  }
  if (tunedCheckpoint !== undefined) {
    throw usage('--tuned-checkpoint chooses from a pair: use it with --pair, not with --tuned.');
  }
}

/**
 * All tuned checkpoints of the pair that the options choose.
 *
 * @throws UserFacingError as {@link choosePair}, and if the options name two folders or one checkpoint
 */
export async function chooseCheckpoints(
  options: PairOptions,
  places: CatalogPlaces,
): Promise<readonly TunedCheckpoint[]> {
  if (options.base !== undefined || options.tuned !== undefined) {
    throw new UserFacingError(
      'usage',
      'A series of checkpoints needs a pair.json that lists them: use --pair, not --base and --tuned.',
    );
  }
  if (options.tunedCheckpoint !== undefined) {
    throw new UserFacingError(
      'usage',
      'All tuned checkpoints of a pair are compared: leave out --tuned-checkpoint.',
    );
  }
  const { known } = await knownPair(options.pair ?? defaultPair, places);
  const { dtype } = options;
  return tunedCheckpoints(known.file, (directory) => path.resolve(known.folder, directory)).map(
    (checkpoint) =>
      dtype === undefined ? checkpoint : { ...checkpoint, pair: { ...checkpoint.pair, dtype } },
  );
}

async function namedPair(
  { pair = defaultPair, tunedCheckpoint }: PairOptions,
  places: CatalogPlaces,
): Promise<PairSpec> {
  const { known, checkpoint } = await knownPair(pair, places, tunedCheckpoint === undefined);
  return toPairSpec(
    known.file,
    (directory) => path.resolve(known.folder, directory),
    checkpoint ?? tunedCheckpoint,
  );
}

/**
 * The pair of an id or a path, and the checkpoint that an id names beside it.
 *
 * @param withCheckpoint whether the id may name one
 */
async function knownPair(
  pair: string,
  places: CatalogPlaces,
  withCheckpoint = false,
): Promise<{ readonly known: KnownPair; readonly checkpoint?: string }> {
  // An id has no separators: a file that happens to have the name of a pair does not hide it.
  if (/[\\/]|\.json$/.test(pair)) {
    return { known: await readPair(await pairFileAt(pair), 'settings') };
  }
  const { pairs, unusable } = await readCatalog(places);
  const known = pairs.find((entry) => entry.file.id === pair);
  if (known !== undefined) return { known };
  // The editor writes a checkpoint of a pair as one id.
  const colon = pair.lastIndexOf(':');
  const series = pairs.find((entry) => entry.file.id === pair.slice(0, colon));
  if (colon > 0 && series !== undefined && withCheckpoint) {
    return { known: series, checkpoint: pair.slice(colon + 1) };
  }
  const broken = unusable.find((entry) => path.basename(path.dirname(entry.path)) === pair);
  if (broken !== undefined) throw broken.problem;
  const ids = pairs.map((entry) => entry.file.id).join(', ');
  throw new UserFacingError(
    'unreadable',
    `There is no pair "${pair}". ${ids === '' ? 'No pair is known' : `Known pairs: ${ids}`}; "steerscope pairs" lists them, and --pair also takes the path of a pair.json.`,
  );
}

/** The pair.json that a path means: the file itself, or the one in a folder. */
async function pairFileAt(argument: string): Promise<string> {
  const file = path.resolve(argument);
  return (await kindOf(file)) === 'folder' ? path.join(file, 'pair.json') : file;
}

async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(file)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

async function pairOfFolders(base: string, tuned: string, models: string): Promise<PairSpec> {
  const [first, second] = await Promise.all([locate(base, models), locate(tuned, models)]);
  return {
    id: `${first.name}+${second.name}`,
    name: `${first.name} and ${second.name}`,
    base: first,
    tuned: second,
    dtype: 'fp32',
  };
}

/** A model as the Hugging Face hub names it: `owner/name`. */
const hubId = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

async function locate(model: string, models: string): Promise<CheckpointSpec> {
  const directory = path.resolve(model);
  if ((await kindOf(directory)) !== undefined || !hubId.test(model)) {
    return { name: path.basename(directory), directory };
  }
  const cached = path.join(models, ...model.split('/'));
  if ((await kindOf(cached)) === 'folder') return { name: model, directory: cached };
  throw new UserFacingError(
    'unreadable',
    `${model} is not on this machine: there is neither a folder ${model} nor ${cached}. Nothing is downloaded: put its config.json, tokenizer.json, tokenizer_config.json and onnx folder there, or name another folder.`,
  );
}
