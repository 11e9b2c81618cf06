import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePairFile, tunedCheckpointId } from '../../src/common/pairFile';
import { buildCommandLine, start, type CommandOptions, type Outcome } from './support/cliProgram';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
const pairs = path.resolve('media/models');
const bundled = path.join(pairs, 'wedding-party', 'pair.json');
const story = 'The old man walked to the pond.\nHe sat down in the rain and waited.\n';

beforeAll(async () => {
  program = await buildCommandLine('cli');
  writeFileSync(path.join(cwd, 'story.txt'), story);
  writeFileSync(path.join(cwd, 'short.txt'), 'A cat');
  writeFileSync(path.join(cwd, 'empty.txt'), '');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function steerscope(args: readonly string[], options: Partial<CommandOptions> = {}) {
  return start(program, args, { cwd, ...options }).outcome;
}

/** The parts of the JSON format that tests look at; the schema's own test checks the others. */
interface Json {
  readonly formatVersion: number;
  readonly pair: {
    readonly id: string;
    readonly tuned: { readonly name: string };
    readonly dtype: string;
  };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly documents: readonly {
    readonly path: string;
    readonly utf16Length: number;
    readonly tokenCount: number;
    readonly tokens: readonly {
      readonly start: number;
      readonly end: number;
      readonly text: string;
      readonly base: { readonly top: readonly unknown[] };
    }[];
    readonly summary: Readonly<Record<string, number | null>>;
  }[];
}

function json({ code, stdout, stderr }: Outcome): Json {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Json;
}

describe('compare', () => {
  it('writes JSON of the published schema where the output is no terminal', async () => {
    const outcome = await steerscope(['compare', 'story.txt', 'short.txt', 'empty.txt']);
    const result = json(outcome);
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
    const schema: unknown = JSON.parse(readFileSync('schema/comparison.schema.json', 'utf8'));
    expect(ajv.validate(schema as object, result) ? [] : ajv.errors).toEqual([]);
    expect(result.pair.id).toBe('wedding-party');
    expect(result.documents.map((document) => document.path)).toEqual([
      'story.txt',
      'short.txt',
      'empty.txt',
    ]);
    const [first, , third] = result.documents;
    expect(first?.utf16Length).toBe(story.length);
    expect(first?.tokens.map(({ start, end }) => story.slice(start, end)).join('')).toBe(story);
    expect(first?.tokens.every(({ base }) => base.top.length === 10)).toBe(true);
    expect(third).toMatchObject({ tokenCount: 0, tokens: [], summary: { meanJs: null } });
  });

  it('says how much of the shift each prefix explains', async () => {
    const prefixes = ['--prefix', 'Mood: happy.\n\n', '--prefix', 'Mood: sad.\n\n'];
    const { documents } = json(
      await steerscope(['compare', 'story.txt', 'short.txt', 'empty.txt', ...prefixes]),
    );
    for (const { summary } of documents) {
      expect(summary).toMatchObject({
        conditioning: {
          prefixes: [{ prefix: 'Mood: happy.\n\n' }, { prefix: 'Mood: sad.\n\n' }],
        },
      });
    }
    expect(documents[2]?.summary).toMatchObject({
      conditioning: { prefixes: [{ evidence: 'noTokens' }, { evidence: 'noTokens' }] },
    });
    const text = await steerscope(['compare', 'story.txt', '--format', 'text', ...prefixes]);
    expect(text.stdout.replace(/\s+/g, ' ')).toMatch(
      /Conditioning: No evidence yet about “.?Mood: sad\.⏎⏎.?”: .* of the tuned model’s shift here is/,
    );
    const refused = await steerscope(['compare', 'story.txt', '--prefix', '']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^steerscope: The prefix is empty/);
  });

  it('scores the standard input', async () => {
    const text = '\ufeffA\u0000 caf\u00e9 \u{1f600}\r\n';
    const result = json(await steerscope(['compare', '-'], { input: text }));
    expect(result.documents[0]).toMatchObject({ path: '-', utf16Length: text.length });
    const tokens = result.documents[0]?.tokens ?? [];
    expect(tokens[0]).toMatchObject({ start: 0 });
    expect(tokens.at(-1)).toMatchObject({ end: text.length });
  });

  it('runs from any folder, with any of the pair’s checkpoints', async () => {
    const { tuned } = parsePairFile(readFileSync(bundled, 'utf8'), 'pair.json');
    const other = tuned.find((entry) => entry.default !== true);
    if (other === undefined) throw new Error('The bundled pair has one checkpoint only.');
    const name = other.name ?? tunedCheckpointId(other);
    const byOption = ['--tuned-checkpoint', tunedCheckpointId(other)];
    for (const args of [byOption, ['--pair', `wedding-party:${tunedCheckpointId(other)}`]]) {
      const result = json(await steerscope(['compare', 'short.txt', ...args]));
      expect(result.pair.tuned.name).toBe(name);
    }
  });

  it('takes the path of a pair.json, or of its folder', async () => {
    const [file, folder] = await Promise.all(
      [bundled, path.dirname(bundled)].map((pair) =>
        steerscope(['compare', 'short.txt', '--pair', pair]),
      ),
    );
    expect(json(file ?? (await steerscope([])))).toEqual(json(folder ?? (await steerscope([]))));
  });

  it('takes two folders, and ids of models that are on this machine', async () => {
    const base = path.join(pairs, 'wedding-party', 'base');
    const folders = ['--base', base, '--tuned', base, '--dtype', 'fp16'];
    const same = json(await steerscope(['compare', 'short.txt', ...folders]));
    expect(same.documents[0]?.summary['maxJs']).toBeLessThan(1e-6);
    expect(same.pair).toMatchObject({ id: 'base+base', dtype: 'fp16' });
    const ids = ['--base', 'wedding-party/base', '--tuned', 'wedding-party/tuned'];
    const args = ['compare', 'short.txt', ...ids, '--dtype', 'fp16', '--models-directory', pairs];
    expect(json(await steerscope(args)).pair.tuned.name).toBe('wedding-party/tuned');
  });

  it('records its settings, and says when the pair allows less', async () => {
    const settings = ['--context-window', '12', '--stride', '5', '--top-k', '3', '--threads', '1'];
    const result = json(await steerscope(['compare', 'story.txt', ...settings]));
    expect(result.settings).toMatchObject({ contextWindow: 12, stride: 5, topK: 3 });
    expect(result.documents[0]?.tokens[0]?.base.top).toHaveLength(3);
    const more = await steerscope(['compare', 'short.txt', '--context-window', '100000']);
    expect(more.code).toBe(0);
    expect(more.stderr).toMatch(
      /^steerscope: the context window is \d+ and not 100000: that is what this pair allows\.\n$/,
    );
  });

  it('writes every format', async () => {
    const formats = {
      jsonl: /^\{"formatVersion":1.*\n$/,
      csv: /^path,index,start.*\r\nshort\.txt,0,0,/,
      html: /^<!doctype html>[^]*<\/html>\n$/,
      markdown: /^# `short\.txt`\n/,
      text: /^short\.txt +\d+ tokens\nWedding party ·/,
    };
    for (const [format, beginning] of Object.entries(formats)) {
      const { code, stdout, stderr } = await steerscope([
        'compare',
        'short.txt',
        '--format',
        format,
      ]);
      expect({ format, code, stderr }).toEqual({ format, code: 0, stderr: '' });
      expect(stdout).toMatch(beginning);
      expect(stdout).not.toMatch(/NaN|undefined/);
    }
  });

  it('shows units and threshold as asked for', async () => {
    const args = ['compare', 'story.txt', '--format', 'text', '--units', 'nats'];
    const { stdout } = await steerscope([...args, '--threshold', '2']);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /divergence [\d.]+ nats per token on average .*; no token reaches the threshold of 1\.39 nats\./,
    );
  });

  it('has colours only where it is told to or the output shows them', async () => {
    const args = ['compare', 'story.txt', '--format', 'text', '--threshold', '0.001'];
    const escape = '\u001b[';
    expect((await steerscope(args)).stdout).not.toContain(escape);
    const forced = { FORCE_COLOR: '3' };
    expect((await steerscope(args, { env: forced })).stdout).toContain(`${escape}48;2;`);
    const off = { ...forced, NO_COLOR: '1' };
    expect((await steerscope(args, { env: off })).stdout).not.toContain(escape);
    const file = await steerscope([...args, '--output', 'colour.txt'], { env: forced });
    expect(file).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(path.join(cwd, 'colour.txt'), 'utf8')).not.toContain(escape);
  });

  it('writes the report to a file instead of the output', async () => {
    const outcome = await steerscope(['compare', 'short.txt', '--output', 'report.json']);
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    const { documents } = JSON.parse(readFileSync(path.join(cwd, 'report.json'), 'utf8')) as Json;
    expect(documents[0]?.path).toBe('short.txt');
  });
});

describe('gates', () => {
  it('end with 1 when one holds for any file, and say which with which values', async () => {
    const gates = ['--fail-if', 'meanJs > 5', '--fail-if', 'scoredTokens < 6 and maxJs >= 0'];
    const files = ['story.txt', 'short.txt', '--output', 'gates.json'];
    const { code, stdout, stderr } = await steerscope(['compare', ...files, ...gates]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^steerscope: short\.txt: scoredTokens < 6 and maxJs >= 0 holds \(scoredTokens = \d, maxJs = [\d.e-]+\)\.\n$/,
    );
    expect(existsSync(path.join(cwd, 'gates.json'))).toBe(true);
  });

  it('end with 0 when none holds, and say what cannot be judged', async () => {
    const gates = ['--fail-if', 'meanJs > 0.7'];
    const { code, stderr } = await steerscope(['compare', 'short.txt', 'empty.txt', ...gates]);
    expect(code).toBe(0);
    expect(stderr).toBe('steerscope: empty.txt: meanJs > 0.7 cannot be judged (meanJs = none).\n');
  });
});

describe('Ctrl-C', () => {
  it('ends a run with 130 and leaves no file', async () => {
    writeFileSync(path.join(cwd, 'long.txt'), story.repeat(2000));
    const before = readdirSync(cwd).sort();
    const args = ['compare', 'long.txt', '--output', 'cancelled.json'];
    const { child, outcome, said } = start(program, args, {
      cwd,
      env: { STEERSCOPE_DEBUG: '1' },
    });
    await said('Loaded wedding-party');
    child.kill('SIGINT');
    expect(await outcome).toMatchObject({ code: 130, stdout: '' });
    expect(readdirSync(cwd).sort()).toEqual(before);
  });

  it('ends waiting for the standard input', async () => {
    const { child, outcome, said } = start(program, ['compare', '-'], {
      cwd,
      keepInput: true,
      env: { STEERSCOPE_DEBUG: '1' },
    });
    await said('Reading the standard input');
    child.kill('SIGINT');
    expect(await outcome).toMatchObject({ code: 130, stdout: '' });
  });

  it('also says so when the system ends it', async () => {
    const { child, outcome, said } = start(program, ['compare', 'long.txt'], {
      cwd,
      env: { STEERSCOPE_DEBUG: '1' },
    });
    await said('Loaded wedding-party');
    child.kill('SIGTERM');
    expect(await outcome).toMatchObject({ code: 130, stdout: '' });
  });
});
