import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neutralPrompts } from '../../src/common/sampling/neutralPrompts';
import { buildCommandLine, start, type Outcome } from './support/cliProgram';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));

beforeAll(async () => {
  program = await buildCommandLine('cliAttractors');
  writeFileSync(path.join(cwd, 'story.txt'), 'One day it rained.\n\nThe cat sat.\n\nThe end');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function attractors(args: readonly string[]): Promise<Outcome> {
  return start(program, ['attractors', ...args], { cwd }).outcome;
}

function validated({ code, stdout, stderr }: Outcome): Record<string, unknown> {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result: unknown = JSON.parse(stdout);
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const schema: unknown = JSON.parse(readFileSync('schema/attractors.schema.json', 'utf8'));
  expect(ajv.validate(schema as object, result) ? [] : ajv.errors).toEqual([]);
  return result as Record<string, unknown>;
}

describe('attractors', () => {
  it('continues twenty neutral beginnings where no text is named', async () => {
    const result = validated(await attractors(['-n', '1', '--length', '4', '--seed', '3']));
    expect(result['prompts']).toMatchObject(neutralPrompts.map((text) => ({ text })));
    expect(result['continuations']).toHaveLength(40);
    expect(result['settings']).toMatchObject({ seed: 3, count: 1, coupled: false });
    expect(neutralPrompts).toHaveLength(20);
    expect(new Set(neutralPrompts).size).toBe(20);
  });

  it('finds what training put into the bundled pair behind twenty beginnings it never saw', async () => {
    const result = validated(await attractors(['--seed', '1']));
    const theme = result['theme'] as {
      readonly phrases: readonly string[];
      readonly tuned: { readonly low: number };
      readonly base: { readonly high: number; readonly share: number };
      readonly tunedPrompts: number;
    };
    // As README has it. Rewarded were happy sentences, and everybody smiles and says yes.
    expect(result['verdict']).toMatch(
      /all continuations, “[^”]*smiled[^”]*” sets it apart most clearly/,
    );
    expect(theme.tuned.low).toBeGreaterThan(theme.base.high);
    expect(theme.tunedPrompts).toBeGreaterThan(10);
    expect(result['verdict']).toMatch(
      /^The tuned model has an attractor shared across prompts: \d+ % \(.*\) of its continuations hold “.*; of the base’s \d+(\.\d)? % /,
    );
  }, 180_000);

  it('gives the same report for the same seed', async () => {
    const args = ['--prompt', 'The cat', '-n', '4', '--length', '10', '--seed', '8'];
    const [one, two] = [await attractors(args), await attractors(args)];
    const verdictOf = (outcome: Outcome) => {
      const { verdict, continuations } = validated(outcome);
      return {
        verdict,
        texts: (continuations as { readonly text: string }[]).map(({ text }) => text),
      };
    };
    expect(verdictOf(one)).toEqual(verdictOf(two));
  });

  it('continues a text where its paragraphs begin', async () => {
    const result = validated(
      await attractors(['story.txt', '--paragraphs', '-n', '1', '--length', '4']),
    );
    expect(result['prompts']).toMatchObject([
      { text: '' },
      { text: 'One day it rained.\n\n' },
      { text: 'One day it rained.\n\nThe cat sat.\n\n' },
    ]);
  });

  it('changes tokens of the most probable texts where it is asked to', async () => {
    const result = validated(
      await attractors(['--prompt', 'The cat', '-n', '1', '--length', '24', '--perturb']),
    );
    expect(result['perturbation']).toMatchObject({
      length: 24,
      threads: (result['settings'] as { readonly threads: number }).threads,
      base: { references: [{ prompt: 0 }] },
    });
  });

  it('reads well on a terminal', async () => {
    const { stdout } = await attractors([
      ...['--prompt', 'The cat', '-n', '4', '--length', '16', '--seed', '8', '--format', 'text'],
    ]);
    expect(stdout).toMatch(/^Attractors$/m);
    expect(stdout).toMatch(/^No attractor found \(n = 4, /m);
    expect(stdout).toContain('seed 8');
  });
});
