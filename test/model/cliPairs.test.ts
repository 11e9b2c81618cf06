import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine, start, type Outcome } from './support/cliProgram';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
const models = path.join(cwd, 'models');
const bundled = path.resolve('media/models/wedding-party');

beforeAll(async () => {
  program = await buildCommandLine('cliPairs');
  const cached = path.join(models, 'cached');
  mkdirSync(path.join(models, 'no-pair'), { recursive: true });
  mkdirSync(path.join(models, 'broken'));
  writeFileSync(path.join(models, 'broken', 'pair.json'), '{');
  cpSync(path.join(bundled, 'base'), path.join(cached, 'base'), { recursive: true });
  const tuned = [{ id: 'gone', directory: 'gone' }];
  writeFileSync(
    path.join(cached, 'pair.json'),
    JSON.stringify({ id: 'cached', base: { directory: 'base' }, dtype: 'fp16', tuned }),
  );
  const base = path.join(bundled, 'base');
  writeFileSync(
    path.join(cwd, 'settings.json'),
    `{ // as VS Code writes them
      "editor.fontSize": 12,
      "steerscope.pairs": [
        { "id": "mine", "name": "My pair", "base": ${JSON.stringify(base)}, "tuned": ${JSON.stringify(base)}, "dtype": "fp16" },
        { "id": "again", "file": "models/cached/pair.json" },
      ],
    }`,
  );
  writeFileSync(path.join(cwd, 'a.txt'), 'A cat sat.');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function steerscope(...args: string[]): Promise<Outcome> {
  return start(program, args, { cwd, env: { STEERSCOPE_MODELS: models } }).outcome;
}

describe('pairs', () => {
  it('lists those from settings, cached and bundled, with what is missing', async () => {
    const { code, stdout, stderr } = await steerscope('pairs', '--settings', 'settings.json');
    expect(code).toBe(0);
    const entries = stdout.split('\n\n').map((entry) => entry.split('\n'));
    expect(entries.map(([id]) => id)).toEqual([
      'mine',
      'again',
      'cached',
      'wedding-party',
      `Pairs of your own: a folder with a pair.json in ${models}, or --pair with its path.`,
    ]);
    const [mine, , cached, wedding] = entries;
    expect(mine).toContain('  name         My pair');
    expect(mine).toContain('  state        complete');
    expect(cached).toContain('  checkpoints  gone (default)');
    expect(cached?.find((line) => line.startsWith('  state'))).toMatch(
      /gone cannot be read: there is no folder .* Choose another folder\.$/,
    );
    expect(wedding).toContain(
      `  where        bundled, ${path.join(cwdOfProgram(), 'wedding-party')}`,
    );
    expect(wedding?.find((line) => line.startsWith('  weights'))).toMatch(/fp16, \d+\.\d MB$/);
    expect(wedding).toContain('  state        complete');
    expect(stderr).toBe(
      'steerscope: broken/pair.json cannot be read: it is not JSON. Correct the file or choose another pair.\n',
    );
  });

  it('lists them as JSON too', async () => {
    const { code, stdout } = await steerscope('pairs', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'cached', source: 'cached', dtype: 'fp16', checkpoints: [{ id: 'gone' }] },
      { id: 'wedding-party', source: 'bundled', problems: [] },
    ]);
  });

  it('can be compared with by their ids', async () => {
    const settings = ['--settings', 'settings.json', '--format', 'jsonl'];
    const { code, stdout } = await steerscope('compare', 'a.txt', '--pair', 'mine', ...settings);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ pair: { id: 'mine', name: 'My pair' } });
    const broken = await steerscope('compare', 'a.txt', '--pair', 'cached');
    expect(broken.code).toBe(3);
    expect(broken.stderr).toMatch(/^steerscope: gone cannot be read: there is no folder/);
    expect((await steerscope('compare', 'a.txt', '--pair', 'broken')).stderr).toMatch(
      /^steerscope: broken\/pair\.json cannot be read: it is not JSON\./,
    );
  });
});

function cwdOfProgram(): string {
  return path.join(path.dirname(program), '..', 'media', 'models');
}
