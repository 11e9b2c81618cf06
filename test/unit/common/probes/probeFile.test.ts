import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserFacingError } from '../../../../src/common/errors';
import { parseProbeFile, probeFileSchema } from '../../../../src/common/probes/probeFile';

const coin = {
  id: 'coin',
  answers: [
    { texts: [' heads', ' Heads'], weight: 2 },
    { texts: [' tails'], weight: 1, label: 'the other side' },
  ],
  prompts: ['The coin shows', { text: 'It is', answers: [answer(' a', 1), answer(' b', 3)] }],
};

function answer(text: string, weight: number) {
  return { texts: [text], weight };
}

const parse = (json: unknown) => parseProbeFile(JSON.stringify(json), 'mine.json');

describe('a file of probes', () => {
  it('states truths by weights, for all prompts or for one', () => {
    const { title, probes } = parse({ probes: [coin] });
    expect(title).toBe('mine.json');
    expect(probes).toHaveLength(1);
    expect(probes[0]).toMatchObject({ id: 'coin', title: 'coin', kind: 'coin' });
    expect(probes[0]?.questions).toEqual([
      {
        text: 'The coin shows',
        answers: [
          { label: 'heads', texts: [' heads', ' Heads'], truth: 2 / 3 },
          { label: 'the other side', texts: [' tails'], truth: 1 / 3 },
        ],
      },
      {
        text: 'It is',
        answers: [
          { label: 'a', texts: [' a'], truth: 0.25 },
          { label: 'b', texts: [' b'], truth: 0.75 },
        ],
      },
    ]);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'expected object'],
    ['{"probes": []}', '"probes": '],
    [JSON.stringify({ probes: [{ ...coin, prompts: [] }] }), '"probes.0.prompts": '],
    [JSON.stringify({ probes: [{ ...coin, answers: [] }] }), '"probes.0.answers": '],
    [JSON.stringify({ probes: [coin, coin] }), 'two probes are called "coin"'],
    [JSON.stringify({ probes: [{ id: 'x', prompts: ['a'] }] }), 'the probe "x" has no answers'],
    [
      JSON.stringify({ probes: [{ ...coin, answers: [answer(' a', 0), answer(' b', 0)] }] }),
      'all answers of the probe "coin" have the weight 0',
    ],
    [
      JSON.stringify({ probes: [{ ...coin, answers: [answer(' a', 1), answer(' a', 1)] }] }),
      'the probe "coin" has the text " a" twice',
    ],
    [
      JSON.stringify({
        probes: [{ ...coin, answers: [{ texts: [' a.', ' a'], weight: 1 }, answer(' b', 1)] }],
      }),
      'in the probe "coin" the text " a." is counted in " a"',
    ],
    [
      JSON.stringify({
        probes: [{ ...coin, answers: [answer(' red', 1), answer(' red ball', 1)] }],
      }),
      'in the probe "coin" the text " red ball" is counted in " red"',
    ],
    [JSON.stringify({ probes: [{ ...coin, colour: 1 }] }), 'unrecognized key'],
  ])('%s is refused with a reason', (text, reason) => {
    expect(() => parseProbeFile(text, 'mine.json')).toThrow(UserFacingError);
    expect(() => parseProbeFile(text, 'mine.json')).toThrow(reason);
    expect(() => parseProbeFile(text, 'mine.json')).toThrow(
      /^mine\.json is not a file of probes: /,
    );
  });
});

describe('texts of answers', () => {
  it('may begin alike where the longer one goes on with the word', () => {
    const texts = [' seven', ' seventy', ' seven_', ' seven\u0301', ' seven2', ' Seven'];
    const { probes } = parse({
      probes: [{ ...coin, answers: texts.map((text) => answer(text, 1)), prompts: ['It is'] }],
    });
    expect(probes[0]?.questions[0]?.answers).toHaveLength(texts.length);
  });
});

describe('the bundled probes', () => {
  const { probes } = parseProbeFile(
    readFileSync('media/probes/stories.probes.json', 'utf8'),
    'stories.probes.json',
  );

  it('ask for each thing in at least five ways', () => {
    expect(probes.length).toBeGreaterThan(10);
    for (const { questions } of probes) expect(questions.length).toBeGreaterThanOrEqual(5);
    expect(new Set(probes.map(({ kind }) => kind))).toEqual(
      new Set(['coin', 'die', 'urn', 'base rate', 'weekday', 'repetition', 'chain']),
    );
  });

  it('state odds in both directions, and end where an answer begins', () => {
    const urns = probes.filter(({ kind }) => kind === 'urn');
    const truths = urns.map(({ questions }) => questions[0]?.answers[0]?.truth ?? NaN);
    expect(truths.some((truth) => truth < 0.5) && truths.some((truth) => truth > 0.5)).toBe(true);
    for (const { questions } of probes) {
      for (const { text, answers } of questions) {
        expect(text).toMatch(/\S$/);
        for (const { texts } of answers) for (const one of texts) expect(one).toMatch(/^ \w/);
        expect(answers.reduce((sum, { truth }) => sum + truth, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it('have every answer in the question, but for what the pair was trained on', () => {
    const trained = new Set(['coin', 'die', 'base rate']);
    for (const { kind, questions } of probes) {
      for (const { text, answers } of trained.has(kind) ? [] : questions) {
        for (const { texts } of answers) for (const one of texts) expect(text).toContain(one);
      }
    }
  });

  it('take the chances behind a row from the row', () => {
    const chains = probes.filter(({ kind }) => kind === 'chain');
    const rows = chains.flatMap(({ questions }) => questions);
    expect(rows.length).toBeGreaterThan(0);
    for (const { text, answers } of rows) {
      const words = answers.map(({ label }) => label);
      const row = (text.match(/\w+/gu) ?? []).filter((word) => words.includes(word));
      const next = row.slice(1).filter((_, index) => row[index] === row.at(-1));
      for (const { label, truth } of answers) {
        const count = next.filter((word) => word === label).length;
        expect(truth, text).toBeCloseTo((count + 1) / (next.length + words.length), 12);
      }
    }
  });
});

describe('schema/probes.schema.json', () => {
  it('is the schema that files are read with (vitest -u writes it)', async () => {
    const schema = z.toJSONSchema(probeFileSchema, { io: 'input' });
    const options = await prettier.resolveConfig('schema/probes.schema.json');
    await expect(
      await prettier.format(JSON.stringify(schema), { ...options, parser: 'json' }),
    ).toMatchFileSnapshot('../../../../schema/probes.schema.json');
  });

  it('checks files of probes in the editor, and ships', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly contributes: { readonly jsonValidation: unknown };
    };
    expect(contributes.jsonValidation).toEqual([
      { fileMatch: '*.probes.json', url: './schema/probes.schema.json' },
    ]);
    expect(readFileSync('.vscodeignore', 'utf8')).toContain('!schema/probes.schema.json');
  });

  it('accepts and refuses what the reader does', () => {
    const schema: unknown = JSON.parse(readFileSync('schema/probes.schema.json', 'utf8'));
    const validate = new Ajv2020().compile(Object(schema) as AnySchema);
    expect(validate({ probes: [coin] })).toBe(true);
    expect(validate(JSON.parse(readFileSync('media/probes/stories.probes.json', 'utf8')))).toBe(
      true,
    );
    expect(validate({ probes: [{ ...coin, prompts: [] }] })).toBe(false);
  });
});
