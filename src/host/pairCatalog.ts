import { readdir, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { PairSetting, Settings } from '../common/contributions';
import { toErrorReport, UserFacingError, type ErrorReport } from '../common/errors';
import type { Log } from '../common/log';
import {
  parsePairFile,
  toPairSpec,
  tunedCheckpointId,
  tunedCheckpoints,
  type PairFile,
} from '../common/pairFile';
import { nothingStated, type TunedCheckpoint } from '../common/protocol/checkpoints';
import type { PairSpec } from '../common/protocol/model';
import type { SettingsService } from './settings';

/** One checkpoint of a pair as the user can choose it, or the reason why it cannot be read. */
export interface PairEntry {
  /** The value of `steerscope.pair` that selects it. */
  readonly id: string;
  readonly name: string;
  readonly source: 'bundled' | 'settings' | 'directory';
  readonly content:
    | {
        readonly ok: true;
        readonly spec: PairSpec;
        readonly samples: readonly PairSample[];
        /** Prefixes that ask the base for what tuning rewarded, as the pair states them. */
        readonly conditions: readonly string[];
        /** All tuned checkpoints of the pair, itself included. */
        readonly series: readonly TunedCheckpoint[];
      }
    | { readonly ok: false; readonly error: ErrorReport };
}

/** A text that shows what a pair does. */
export interface PairSample {
  readonly title: string;
  readonly uri: vscode.Uri;
}

type CatalogSettings = Pick<SettingsService, 'get' | 'update'>;

/**
 * Knows every pair: bundled with the extension, named in settings, or in the models directory. All of them
 * are files of the machine that the extension runs on, and are read without a way through the editor, which
 * takes tens of milliseconds a time.
 */
export class PairCatalog {
  constructor(
    private readonly bundled: vscode.Uri,
    private readonly settings: CatalogSettings,
    private readonly log: Log,
  ) {}

  /** All pairs; of several with one id the first counts: settings, directory, bundled. */
  async list(): Promise<readonly PairEntry[]> {
    const directory = this.settings.get('models.directory');
    const groups = await Promise.all([
      this.fromSettings(),
      directory === '' ? [] : this.fromDirectory(vscode.Uri.file(directory), 'directory'),
      this.fromDirectory(this.bundled, 'bundled'),
    ]);
    const seen = new Set<string>();
    return groups.flat().filter(({ id }) => !seen.has(id) && seen.add(id));
  }

  /** The pair that the settings select. Throws `UserFacingError` when there is none to load. */
  async selected(): Promise<PairSpec> {
    return (await this.selectedContent()).spec;
  }

  /** All tuned checkpoints of the pair that the settings select. Throws as {@link selected}. */
  async checkpoints(): Promise<readonly TunedCheckpoint[]> {
    return (await this.selectedContent()).series;
  }

  /** Prefixes that the selected pair states. Throws as {@link selected}. */
  async conditions(): Promise<readonly string[]> {
    return (await this.selectedContent()).conditions;
  }

  /** The samples of the selected pair, or of the bundled ones when it has none. */
  async samples(): Promise<readonly PairSample[]> {
    const { content } = await this.selectedEntry();
    if (content.ok && content.samples.length > 0) return content.samples;
    const bundled = await this.fromDirectory(this.bundled, 'bundled');
    return bundled.flatMap((entry) => (entry.content.ok ? entry.content.samples : []));
  }

  /**
   * Adds the pair in a folder to the settings and selects it; a folder that is there already is
   * selected only. An id that another pair has gets a number. Throws `UserFacingError` when the folder
   * holds no pair.
   */
  async addFolder(folder: vscode.Uri): Promise<PairSpec> {
    const found = await pairInFolder(folder);
    const others = this.settings.get('pairs').filter((other) => !samePlace(other, found));
    const bundled = await this.fromDirectory(this.bundled, 'bundled');
    const setting = { ...found, id: freeId(found.id, [...bundled, ...others]) };
    const entries = await this.readSetting(setting);
    const content = entries[0]?.content;
    if (content?.ok !== true) {
      throw new UserFacingError('unreadable', content?.error.message ?? noPair(folder), [
        'chooseFolder',
      ]);
    }
    await this.settings.update('pairs', [...others, setting]);
    await this.settings.update('pair', setting.id);
    return content.spec;
  }

  private async selectedContent(): Promise<Extract<PairEntry['content'], { ok: true }>> {
    const content = (await this.selectedEntry()).content;
    if (content.ok) return content;
    const { kind, message, actions } = content.error;
    throw new UserFacingError(kind === 'internal' ? 'unreadable' : kind, message, actions);
  }

  private async selectedEntry(): Promise<PairEntry> {
    const id: Settings['pair'] = this.settings.get('pair');
    const entry = (await this.list()).find((candidate) => candidate.id === id);
    if (entry !== undefined) return entry;
    throw new UserFacingError(
      'unreadable',
      `There is no model pair "${id}", which the setting steerscope.pair names. Choose another pair.`,
      ['choosePair'],
    );
  }

  private async fromSettings(): Promise<readonly PairEntry[]> {
    const lists = await Promise.all(
      this.settings.get('pairs').map((setting) => this.readSetting(setting)),
    );
    return lists.flat();
  }

  private async readSetting(setting: PairSetting): Promise<readonly PairEntry[]> {
    if ('file' in setting) {
      return this.readFile(vscode.Uri.file(setting.file), 'settings', setting);
    }
    const { id, base, tuned, dtype, prefix } = setting;
    const name = setting.name ?? id;
    const spec: PairSpec = {
      id,
      name,
      base: { name: path.basename(base), directory: path.resolve(base) },
      tuned: { name: path.basename(tuned), directory: path.resolve(tuned) },
      dtype: dtype ?? 'fp32',
      ...(prefix === undefined ? {} : { prefix }),
    };
    const series = [{ id, pair: spec, stated: nothingStated }];
    const content = { ok: true, spec, samples: [], conditions: [], series } as const;
    return [{ id, name, source: 'settings', content }];
  }

  private async fromDirectory(
    directory: vscode.Uri,
    source: PairEntry['source'],
  ): Promise<readonly PairEntry[]> {
    let children: readonly string[];
    try {
      children = await readdir(directory.fsPath);
    } catch (error) {
      this.log.log(
        'warn',
        `The folder of models ${directory.fsPath} cannot be read: ${String(error)}`,
      );
      return [];
    }
    const files = children.map((name) => vscode.Uri.joinPath(directory, name, 'pair.json'));
    const present = await Promise.all(files.map(exists));
    const lists = await Promise.all(
      files.filter((_, index) => present[index]).map((file) => this.readFile(file, source)),
    );
    return lists.flat();
  }

  /** The checkpoints of a pair.json, its default first under the pair's own id. */
  private async readFile(
    file: vscode.Uri,
    source: PairEntry['source'],
    setting?: PairSetting,
  ): Promise<readonly PairEntry[]> {
    const folder = path.dirname(file.fsPath);
    try {
      const pair = parsePairFile(await readText(file), `${path.basename(folder)}/pair.json`);
      const named: PairFile = {
        ...pair,
        id: setting?.id ?? pair.id,
        name: setting?.name ?? pair.name,
      };
      const samples = (pair.samples ?? []).map((sample) => ({
        title: sample.title ?? path.basename(sample.path),
        uri: vscode.Uri.file(path.resolve(folder, sample.path)),
      }));
      const series = tunedCheckpoints(named, (directory) => path.resolve(folder, directory));
      return checkpoints(named, folder).map((spec) => ({
        id: spec.id,
        name: spec.name,
        source,
        content: { ok: true, spec, samples, conditions: pair.conditions ?? [], series },
      }));
    } catch (error) {
      const id = setting?.id ?? path.basename(folder);
      const name = setting?.name ?? id;
      return [{ id, name, source, content: { ok: false, error: toErrorReport(error) } }];
    }
  }
}

/** A spec for each tuned checkpoint: `id` for the default one and `id:checkpoint` for the others. */
function checkpoints(pair: PairFile, folder: string): readonly PairSpec[] {
  const resolve = (directory: string): string => path.resolve(folder, directory);
  const main = toPairSpec(pair, resolve);
  const others = pair.tuned
    .map((entry) => toPairSpec(pair, resolve, tunedCheckpointId(entry)))
    .map((spec, index) => ({ spec, id: tunedCheckpointId(pair.tuned[index] ?? { directory: '' }) }))
    .filter(({ spec }) => spec.tuned.directory !== main.tuned.directory)
    .map(({ spec, id }) => ({
      ...spec,
      id: `${spec.id}:${id}`,
      name: `${spec.name} (${spec.tuned.name})`,
    }));
  return [main, ...others];
}

/** What to write into the settings for the pair in a folder. */
async function pairInFolder(folder: vscode.Uri): Promise<PairSetting> {
  const name = path.basename(folder.fsPath);
  const file = vscode.Uri.joinPath(folder, 'pair.json');
  if (await exists(file)) {
    const pair = parsePairFile(await readText(file), `${name}/pair.json`);
    return { id: pair.id, file: file.fsPath };
  }
  const [base, tuned] = ['base', 'tuned'].map((child) => vscode.Uri.joinPath(folder, child));
  if (
    base !== undefined &&
    tuned !== undefined &&
    (await exists(vscode.Uri.joinPath(base, 'config.json'))) &&
    (await exists(vscode.Uri.joinPath(tuned, 'config.json')))
  ) {
    return { id: name, base: base.fsPath, tuned: tuned.fsPath };
  }
  throw new UserFacingError('unreadable', noPair(folder), ['chooseFolder']);
}

/** Whether two settings name the same files, whatever they call them. */
function samePlace(one: PairSetting, other: PairSetting): boolean {
  if ('file' in one) return 'file' in other && one.file === other.file;
  return 'base' in other && one.base === other.base && one.tuned === other.tuned;
}

function freeId(id: string, taken: readonly { readonly id: string }[]): string {
  const ids = new Set(taken.map((each) => each.id));
  let free = id;
  for (let number = 2; ids.has(free); number++) free = `${id}-${number}`;
  return free;
}

function noPair(folder: vscode.Uri): string {
  return (
    `${path.basename(folder.fsPath)} holds no model pair: it has neither a pair.json nor two ` +
    'folders base and tuned with a config.json each. Choose another folder.'
  );
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await stat(uri.fsPath);
    return true;
  } catch {
    return false;
  }
}

async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(uri.fsPath));
  } catch (error) {
    const name = `${path.basename(path.dirname(uri.fsPath))}/${path.basename(uri.fsPath)}`;
    throw new UserFacingError(
      'unreadable',
      `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}. ` +
        'Check the file or choose another pair.',
      ['chooseFolder', 'choosePair'],
      { cause: error },
    );
  }
}
