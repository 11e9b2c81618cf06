import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { neutralPrompts } from '../../src/common/sampling/neutralPrompts';
import { newcombe, wilson } from '../../src/common/stats/proportions';
import { buildCommandLine, start, type Outcome } from './support/cliProgram';

let program: string;
const cwd = mkdtempSync(path.join(tmpdir(), 'steerscope-'));

// Hundreds of texts by four checkpoints take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  program = await buildCommandLine('cliCheckpoints');
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function checkpoints(args: readonly string[]): Promise<Outcome> {
  return start(program, ['checkpoints', ...args], { cwd }).outcome;
}

interface Point {
  readonly id: string;
  readonly klSpent: { readonly mean: number };
  readonly divergence: { readonly mean: number };
  readonly entropyGap: { readonly mean: number };
  readonly attractor: { readonly share: number; readonly low: number; readonly high: number };
  readonly isAttracted: boolean;
}

describe('checkpoints', () => {
  it('shows the attractor more in the over-optimised checkpoint of the bundled pair, less in the mild one', async () => {
    const { code, stdout, stderr } = await checkpoints([...['--seed', '1', '-n', '8']]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = JSON.parse(stdout) as {
      readonly prompts: readonly unknown[];
      readonly phrases: readonly string[];
      readonly verdict: string;
      readonly base: { readonly attractor: { readonly share: number; readonly high: number } };
      readonly checkpoints: readonly [Point, Point, Point];
    };
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
    const schema: unknown = JSON.parse(readFileSync('schema/checkpoints.schema.json', 'utf8'));
    expect(ajv.validate(schema as object, result) ? [] : ajv.errors).toEqual([]);
    expect(result.prompts).toMatchObject(neutralPrompts.map((text) => ({ text })));
    expect(result.phrases).not.toEqual([]);

    const [mild, main, over] = result.checkpoints;
    expect([mild.id, main.id, over.id]).toEqual(['mild', 'default', 'over']);
    expect(over.isAttracted).toBe(true);
    expect(main.isAttracted).toBe(true);
    expect(over.attractor.share).toBeGreaterThan(main.attractor.share);
    expect(main.attractor.low).toBeGreaterThan(mild.attractor.high);
    expect(main.attractor.low).toBeGreaterThan(result.base.attractor.high);
    expect(over.klSpent.mean).toBeGreaterThan(main.klSpent.mean);
    expect(main.klSpent.mean).toBeGreaterThan(4 * mild.klSpent.mean);
    expect(over.divergence.mean).toBeGreaterThan(main.divergence.mean);
    expect(main.divergence.mean).toBeGreaterThan(mild.divergence.mean);
    expect(over.entropyGap.mean).toBeLessThan(main.entropyGap.mean);
    expect(main.entropyGap.mean).toBeLessThan(mild.entropyGap.mean);
    expect(result.verdict).toMatch(/^The more KL is spent, the more continuations hold “/);
  });

  it('has a record in which the over-optimised checkpoint is clearly above the default one', () => {
    const record = JSON.parse(readFileSync('training/results/evaluation.json', 'utf8')) as {
      readonly models: Readonly<
        Record<
          'default' | 'over',
          {
            readonly attractors: {
              readonly strongest: {
                readonly phrase: string;
                readonly tuned: { readonly hits: number; readonly total: number };
              };
            };
          }
        >
      >;
    };
    const [main, over] = (['default', 'over'] as const).map(
      (id) => record.models[id].attractors.strongest,
    );
    if (main === undefined || over === undefined) throw new Error('A checkpoint is missing.');
    expect(over.phrase).toBe(main.phrase);
    const share = ({ tuned: { hits, total } }: typeof main) => wilson(hits, total);
    expect(newcombe(share(over), share(main)).low).toBeGreaterThan(0);
  });

  it('reads well on a terminal', async () => {
    const { stdout } = await checkpoints([
      ...['--prompt', 'The cat', '-n', '2', '--length', '8', '--seed', '8', '--format', 'text'],
    ]);
    expect(stdout).toMatch(/^Checkpoints$/m);
    expect(stdout).toMatch(
      /^No attractor found in any of 3 checkpoints \(n = 2 each, too few to see one of\s+any size\)\./m,
    );
    expect(stdout).toContain('seed 8');
    expect(stdout).toMatch(/^ +0 base /m);
  });

  it.each([
    [['--tuned-checkpoint', 'mild'], 'leave out --tuned-checkpoint'],
    [['--base', 'a', '--tuned', 'b'], 'use --pair, not --base and --tuned'],
  ])('%j is wrong usage', async (args, message) => {
    const outcome = await checkpoints(args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });
});
