import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine, start, type CommandOptions, type Outcome } from './support/cliProgram';
import { threadCases } from './support/threadCases';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
const prompt = 'The door was closed. On the table there was a';

beforeAll(async () => {
  program = await buildCommandLine('cliSample');
  writeFileSync(path.join(cwd, 'story.txt'), prompt);
  writeFileSync(path.join(cwd, 'lines.txt'), 'One\r\n\r\nTwo\n');
  writeFileSync(path.join(cwd, 'list.json'), '["One\\n", "Two"]');
  writeFileSync(path.join(cwd, 'broken.json'), '[1, 2]');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function sample(args: readonly string[], options: Partial<CommandOptions> = {}) {
  return start(program, ['sample', ...args], { cwd, ...options }).outcome;
}

interface Json {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly prompts: readonly { readonly text: string; readonly tokenCount: number }[];
  readonly continuations: readonly {
    readonly prompt: number;
    readonly writer: string;
    readonly index: number;
    readonly text: string;
    readonly tokens: readonly { readonly id: number; readonly top: readonly unknown[] }[];
  }[];
}

function json({ code, stdout, stderr }: Outcome): Json {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Json;
}

describe('sample', () => {
  it('writes JSON of the published schema, with the seed that writes it again', async () => {
    const short = ['story.txt', '--count', '3', '--length', '12'];
    const result = json(await sample(short));
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
    const schema: unknown = JSON.parse(readFileSync('schema/samples.schema.json', 'utf8'));
    expect(ajv.validate(schema as object, result) ? [] : ajv.errors).toEqual([]);
    expect(result.continuations.map(({ writer, index }) => `${writer} ${index}`)).toEqual(
      ['base', 'tuned'].flatMap((writer) => [0, 1, 2].map((index) => `${writer} ${index}`)),
    );
    expect(result.settings).toMatchObject({ temperature: 1, topK: 0, topP: 1, count: 3 });
    const { seed, threads, sideBySide } = result.settings;
    const again = json(
      await sample([
        ...[...short, '--seed', String(seed), '--threads', String(threads)],
        sideBySide === true ? '--side-by-side' : '--no-side-by-side',
      ]),
    );
    expect(again.settings).toEqual(result.settings);
    expect(again.continuations.map(({ text }) => text)).toEqual(
      result.continuations.map(({ text }) => text),
    );
  });

  it.each(threadCases)('records the threads of %j', async (threads, recorded, text) => {
    const args = ['--prompt', prompt, '-n', '1', '--length', '4', '--seed', '4', ...threads];
    expect(json(await sample(args)).settings).toMatchObject(recorded);
    const { stdout } = await sample([...args, '--format', 'text']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(text);
  });

  it('goes on with earlier continuations', async () => {
    const args = ['--prompt', prompt, '--length', '8', '--seed', '4', '--writer', 'tuned'];
    const all = json(await sample([...args, '-n', '4']));
    const rest = json(await sample([...args, '-n', '2', '--first', '2']));
    expect(rest.continuations).toMatchObject(
      all.continuations.slice(2).map(({ index, text }) => ({ index, text })),
    );
  });

  it('takes prompts from files, options and lists, in this order', async () => {
    const few = ['-n', '1', '--length', '1', '--writer', 'base'];
    const lines = json(
      await sample([...few, '-', '--prompt', 'B', '--prompt', 'C', '--prompts', 'lines.txt'], {
        input: 'A\n',
      }),
    );
    expect(lines.prompts.map(({ text }) => text)).toEqual(['A\n', 'B', 'C', 'One', 'Two']);
    const list = json(await sample([...few, '--prompts', 'list.json']));
    expect(list.prompts.map(({ text }) => text)).toEqual(['One\n', 'Two']);
  });

  it('draws as it is told, and says so', async () => {
    const { stdout } = await sample([
      ...['--prompt', prompt, '-n', '2', '--length', '8', '--temperature', '0'],
      ...['--stop', '.', '--coupled', '--format', 'text', '--seed', '9'],
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'most probable token at every step, until "." · seed 9, same random numbers for both',
    );
    const greedy = json(
      await sample(['--prompt', prompt, '-n', '2', '--length', '8', '--temperature', '0']),
    );
    const texts = greedy.continuations.map(({ text }) => text);
    expect([texts[0], texts[2]]).toEqual([texts[1], texts[3]]);
  });

  it('writes a file as a whole', async () => {
    const output = path.join(cwd, 'out.json');
    const args = ['story.txt', '-n', '1', '--length', '2', '--output', output];
    expect((await sample(args)).code).toBe(0);
    const written: unknown = JSON.parse(readFileSync(output, 'utf8'));
    expect(written).toMatchObject({ formatVersion: 1 });
  });

  it.each([
    [[], 2, 'There is nothing to continue: name a file, or give --prompt or --prompts.'],
    [['--prompt', 'a', '--length', '512'], 2, 'Ask for at most 510.'],
    [['--prompt', 'a', '--top-p', '0'], 2, 'Top-p must be a number above 0'],
    [['--prompt', 'a', '--seed', '4294967296'], 2, 'at most 4294967295'],
    [['--prompt', 'a', '-n', '0'], 2, 'It must be a whole number of at least 1.'],
    [['--prompts', 'broken.json'], 3, 'broken.json is not a list of prompts'],
    [['missing.txt'], 3, 'missing.txt cannot be read'],
    [['-', '-'], 2, 'The standard input (-) can be read only once.'],
    [['story.txt', '--output', 'story.txt'], 2, 'The report cannot be written to story.txt'],
  ])('%j ends with exit code %i', async (args, code, message) => {
    const outcome = await sample(args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });

  it('ends when it is interrupted, and leaves no file', async () => {
    const args = ['sample', 'story.txt', '-n', '500', '--output', 'never.json'];
    const running = start(program, args, { cwd, env: { STEERSCOPE_DEBUG: '1' } });
    await running.said('Loaded wedding-party');
    running.child.kill('SIGINT');
    expect(await running.outcome).toMatchObject({ code: 130, stdout: '' });
    expect(existsSync(path.join(cwd, 'never.json'))).toBe(false);
  });
});
