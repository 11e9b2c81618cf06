import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine, start, type Outcome } from './support/cliProgram';
import { threadCases } from './support/threadCases';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
const coin = {
  title: 'Coins',
  probes: [
    {
      id: 'coin',
      answers: [
        { texts: [' heads'], weight: 1 },
        { texts: [' tails'], weight: 1 },
      ],
      prompts: ['The coin fell. It was', 'They looked at the coin. It was'],
    },
  ],
};

beforeAll(async () => {
  program = await buildCommandLine('cliProbe');
  writeFileSync(path.join(cwd, 'coin.json'), JSON.stringify(coin));
  writeFileSync(path.join(cwd, 'broken.json'), '{"probes": 1}');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function probe(args: readonly string[], input = ''): Promise<Outcome> {
  return start(program, ['probe', ...args], { cwd, input }).outcome;
}

function validated({ code, stdout, stderr }: Outcome): unknown {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result: unknown = JSON.parse(stdout);
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const schema: unknown = JSON.parse(readFileSync('schema/probeReport.schema.json', 'utf8'));
  expect(ajv.validate(schema as object, result) ? [] : ajv.errors).toEqual([]);
  return result;
}

describe('probe', () => {
  it('writes JSON of the published schema about a file of probes', async () => {
    const result = validated(await probe(['coin.json']));
    expect(result).toMatchObject({
      title: 'Coins',
      pair: { id: 'wedding-party' },
      settings: { chat: false },
      probes: [
        {
          id: 'coin',
          questions: [
            { text: 'The coin fell. It was', answers: [{ label: 'heads' }, { label: 'tails' }] },
            { text: 'They looked at the coin. It was' },
          ],
        },
      ],
    });
    expect(validated(await probe(['-'], JSON.stringify(coin)))).toEqual(result);
  });

  it.each(threadCases)('records the threads of %j', async (threads, recorded, text) => {
    const args = ['coin.json', ...threads];
    expect(validated(await probe(args))).toMatchObject({ settings: recorded });
    const { stdout } = await probe([...args, '--format', 'text']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(text);
  });

  it('asks the bundled probes where none are named, and reads well', async () => {
    const { stdout, code } = await probe(['--format', 'text']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Probes$/m);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/KL\(truth ‖ model\) is \d/);
    expect(stdout).toMatch(/A fair coin +\d/);
  });

  it.each([
    [['broken.json'], 3, 'broken.json is not a file of probes: "probes": '],
    [['missing.json'], 3, 'missing.json cannot be read'],
    [['coin.json', '--chat'], 2, 'no chat template'],
    [['coin.json', '--output', 'coin.json'], 2, 'The report cannot be written to coin.json'],
  ])('%j ends with exit code %i', async (args, code, message) => {
    const outcome = await probe(args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });
});
