import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { settingDefaults, type Settings } from '../../../src/common/contributions';
import { silentLog } from '../../../src/common/log';
import { PairCatalog, type PairEntry } from '../../../src/host/pairCatalog';

suite('the catalogue of pairs', () => {
  let folder: string;
  let settings: Settings;
  let catalog: PairCatalog;

  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'steerscope-pairs-'));
    settings = settingDefaults;
    const extension = vscode.extensions.getExtension('steerscope.steerscope');
    assert.ok(extension);
    const bundled = vscode.Uri.joinPath(extension.extensionUri, 'media', 'models');
    catalog = new PairCatalog(
      bundled,
      {
        get: (key) => settings[key],
        update: (key, value) => {
          settings = { ...settings, [key]: value };
          return Promise.resolve();
        },
      },
      silentLog,
    );
  });

  teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(file: string, text: string): string {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  }

  const pairJson = (id: string): string =>
    JSON.stringify({ id, base: { directory: 'b' }, tuned: [{ directory: 't' }] });

  const entry = async (id: string): Promise<PairEntry> => {
    const found = (await catalog.list()).find((each) => each.id === id);
    assert.ok(found, `there is no pair ${id}`);
    return found;
  };

  test('lists the bundled pair with its checkpoints and samples', async () => {
    const bundled = await entry('wedding-party');
    assert.equal(bundled.source, 'bundled');
    assert.ok(bundled.content.ok && bundled.content.samples.length > 0);
    const others = (await catalog.list()).filter(({ id }) => id.startsWith('wedding-party:'));
    assert.ok(others.length > 0);
    assert.equal((await catalog.selected()).id, 'wedding-party');
  });

  test('resolves folders of a pair.json beside the file', async () => {
    const file = write('own/pair.json', pairJson('own'));
    settings = { ...settings, pairs: [{ id: 'mine', name: 'Mine', file }], pair: 'mine' };
    const spec = await catalog.selected();
    assert.equal(spec.name, 'Mine');
    assert.equal(spec.base.directory, path.join(folder, 'own', 'b'));
    assert.equal(spec.dtype, 'fp32');
  });

  test('finds the pairs of the models directory and survives broken ones', async () => {
    write('good/pair.json', pairJson('good'));
    write('broken/pair.json', '{ "id": ');
    write('unrelated/readme.txt', 'nothing');
    settings = { ...settings, 'models.directory': folder };
    assert.equal((await entry('good')).source, 'directory');
    const broken = await entry('broken');
    assert.ok(!broken.content.ok);
    assert.match(broken.content.error.message, /broken\/pair\.json cannot be read: it is not JSON/);
    await entry('wedding-party');
  });

  test('survives a models directory that is not there', async () => {
    settings = { ...settings, 'models.directory': path.join(folder, 'none') };
    await entry('wedding-party');
  });

  test('lets a pair of the settings take the place of a bundled one', async () => {
    const file = write('own/pair.json', pairJson('own'));
    settings = { ...settings, pairs: [{ id: 'wedding-party', file }] };
    assert.equal((await entry('wedding-party')).source, 'settings');
  });

  test('adds a folder with a pair.json and selects it', async () => {
    write('new/pair.json', pairJson('fresh'));
    await catalog.addFolder(vscode.Uri.file(path.join(folder, 'new')));
    assert.equal(settings.pair, 'fresh');
    assert.equal((await catalog.selected()).base.directory, path.join(folder, 'new', 'b'));
    await catalog.addFolder(vscode.Uri.file(path.join(folder, 'new')));
    assert.equal(settings.pairs.length, 1, 'the same folder was added twice');
  });

  test('leaves pairs of the same id alone when a folder is added', async () => {
    write('one/pair.json', pairJson('fresh'));
    write('other/pair.json', pairJson('fresh'));
    write('shadow/pair.json', pairJson('wedding-party'));
    await catalog.addFolder(vscode.Uri.file(path.join(folder, 'one')));
    await catalog.addFolder(vscode.Uri.file(path.join(folder, 'other')));
    await catalog.addFolder(vscode.Uri.file(path.join(folder, 'other')));
    await catalog.addFolder(vscode.Uri.file(path.join(folder, 'shadow')));
    assert.deepEqual(
      settings.pairs.map(({ id }) => id),
      ['fresh', 'fresh-2', 'wedding-party-2'],
    );
    assert.equal((await entry('wedding-party')).source, 'bundled');
  });

  test('adds a folder with a base and a tuned checkpoint', async () => {
    write('two/base/config.json', '{}');
    cpSync(path.join(folder, 'two', 'base'), path.join(folder, 'two', 'tuned'), {
      recursive: true,
    });
    const spec = await catalog.addFolder(vscode.Uri.file(path.join(folder, 'two')));
    assert.equal(spec.id, 'two');
    assert.equal(spec.tuned.directory, path.join(folder, 'two', 'tuned'));
  });

  test('refuses a folder without a pair and says what it looked for', async () => {
    mkdirSync(path.join(folder, 'empty'));
    await assert.rejects(
      catalog.addFolder(vscode.Uri.file(path.join(folder, 'empty'))),
      /empty holds no model pair: it has neither a pair\.json nor two folders base and tuned/,
    );
    assert.deepEqual(settings.pairs, []);
  });

  test('refuses a selection that is not there', async () => {
    settings = { ...settings, pair: 'nobody' };
    await assert.rejects(catalog.selected(), /There is no model pair "nobody"/);
  });
});
