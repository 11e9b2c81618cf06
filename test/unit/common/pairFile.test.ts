import { Ajv2020, type AnySchema } from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserFacingError } from '../../../src/common/errors';
import { pairFileSchema, parsePairFile, toPairSpec } from '../../../src/common/pairFile';

const minimal = { id: 'mine', base: { directory: 'b' }, tuned: [{ directory: 't' }] };

const series = {
  ...minimal,
  name: 'Mine',
  dtype: 'fp16',
  prefix: [0],
  contextLength: 512,
  tuned: [
    { id: 'mild', directory: 'mild', name: 'Mild' },
    { id: 'strong', directory: 'strong', name: 'Strong', default: true },
  ],
};

const resolve = (directory: string): string => path.posix.join('/pairs', directory);

function parse(value: unknown): ReturnType<typeof parsePairFile> {
  return parsePairFile(JSON.stringify(value), 'pair.json');
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserFacingError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('Nothing was thrown.');
}

describe('parsePairFile', () => {
  it('needs no more than id, base and tuned', () => {
    expect(parse(minimal)).toEqual(minimal);
  });

  it('keeps fields that it does not know', () => {
    const more = { ...minimal, licence: 'MIT', colour: 'green' };
    expect(parse(more)).toEqual(more);
  });

  it('reads past a byte order mark', () => {
    expect(parsePairFile(`\ufeff${JSON.stringify(minimal)}`, 'pair.json').id).toBe('mine');
  });

  it.each<[unknown, string]>([
    [{ ...minimal, id: undefined }, '"id" is missing'],
    [{ ...minimal, id: '' }, '"id" must not be empty'],
    [{ ...minimal, base: undefined }, '"base" is missing'],
    [{ ...minimal, base: {} }, '"base.directory" is missing'],
    [{ ...minimal, base: { directory: 7 } }, '"base.directory" must be text'],
    [{ ...minimal, tuned: {} }, '"tuned" must be a list'],
    [{ ...minimal, tuned: [] }, '"tuned" must not be empty'],
    [{ ...minimal, tuned: [{ id: 'x' }] }, '"tuned.0.directory" is missing'],
    [
      { ...minimal, dtype: 'fp64' },
      '"dtype" must be fp32, fp16, q8, int8, uint8, q4, bnb4 or q4f16',
    ],
    [{ ...minimal, prefix: [-1] }, '"prefix.0" must be at least 0'],
    [{ ...minimal, prefix: [0.5] }, '"prefix.0" must be a whole number'],
    [{ ...minimal, formatVersion: 2 }, '"formatVersion" must be 1'],
    [[minimal], 'it is not a JSON object'],
    [
      { ...minimal, tuned: [{ id: 'x', directory: 'a' }, { directory: 'x' }] },
      'two tuned checkpoints are called "x"',
    ],
  ])('says what is wrong with %j', (value, problem) => {
    expect(messageOf(() => parse(value))).toBe(
      `pair.json is not a pair of models: ${problem}. Correct the file or choose another pair.`,
    );
  });

  it('says that a file is not JSON', () => {
    expect(messageOf(() => parsePairFile('{', 'mine/pair.json'))).toBe(
      'mine/pair.json cannot be read: it is not JSON. Correct the file or choose another pair.',
    );
  });
});

describe('toPairSpec', () => {
  it('takes the default checkpoint', () => {
    expect(toPairSpec(parse(series), resolve)).toEqual({
      id: 'mine',
      name: 'Mine',
      base: { name: 'b', directory: '/pairs/b' },
      tuned: { name: 'Strong', directory: '/pairs/strong' },
      dtype: 'fp16',
      prefix: [0],
      contextLength: 512,
    });
  });

  it('takes the first checkpoint where none is marked, and names from directories', () => {
    expect(toPairSpec(parse(minimal), resolve)).toEqual({
      id: 'mine',
      name: 'mine',
      base: { name: 'b', directory: '/pairs/b' },
      tuned: { name: 't', directory: '/pairs/t' },
      dtype: 'fp32',
    });
  });

  it.each([
    ['/models/story/base', 'base'],
    ['/models/story/base/', 'base'],
    ['C:\\models\\base', 'base'],
    ['\\\\server\\models\\base', 'base'],
    ['/', '/'],
    ['story/base', 'story/base'],
  ])('calls a checkpoint without a name in %s %s', (directory, name) => {
    const spec = toPairSpec(
      parse({ id: 'mine', base: { directory }, tuned: [{ directory }] }),
      resolve,
    );
    expect([spec.base.name, spec.tuned.name]).toEqual([name, name]);
  });

  it('takes the checkpoint that is asked for', () => {
    expect(toPairSpec(parse(series), resolve, 'mild').tuned.name).toBe('Mild');
    expect(toPairSpec(parse(minimal), resolve, 't').tuned.directory).toBe('/pairs/t');
  });

  it('lists the checkpoints when there is no such one', () => {
    expect(messageOf(() => toPairSpec(parse(series), resolve, 'weak'))).toBe(
      'The pair mine has no tuned checkpoint "weak". Choose one of: mild, strong.',
    );
  });
});

describe('schema/pair.schema.json', () => {
  it('is the schema that files are read with (vitest -u writes it)', async () => {
    const schema = z.toJSONSchema(pairFileSchema, { io: 'input' });
    const options = await prettier.resolveConfig('schema/pair.schema.json');
    await expect(
      await prettier.format(JSON.stringify(schema), { ...options, parser: 'json' }),
    ).toMatchFileSnapshot('../../../schema/pair.schema.json');
  });

  it('accepts and refuses what the reader does', () => {
    const schema: unknown = JSON.parse(readFileSync('schema/pair.schema.json', 'utf8'));
    const validate = new Ajv2020().compile(Object(schema) as AnySchema);
    expect(validate(minimal)).toBe(true);
    expect(validate(series)).toBe(true);
    expect(validate({ ...minimal, base: {} })).toBe(false);
    expect(validate({ ...minimal, tuned: [] })).toBe(false);
  });

  it('describes the bundled pair', () => {
    const text = readFileSync('media/models/wedding-party/pair.json', 'utf8');
    expect(parsePairFile(text, 'pair.json').id).toBe('wedding-party');
  });
});
