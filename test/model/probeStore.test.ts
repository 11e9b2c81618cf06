import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { PairSpec } from '../../src/common/protocol/model';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import { PairComparer } from '../../src/model/pairComparer';
import { PairQueue } from '../../src/model/pairQueue';
import type { Probe } from '../../src/model/probe';
import { ProbeStore } from '../../src/model/probeStore';
import { WorkerThreads } from '../../src/model/workerThreads';
import { silentLog, type Log } from '../../src/common/log';
import { writeRandomPair } from '../fixtures/randomPair';
import { comparisonOf, paramsOf } from './support/engine';
import { buildModelProgram } from './support/modelProgram';

let folder: string;
let file: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-probes-'));
  file = path.join(folder, 'kept', 'probes.json');
  lines = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function store(engine = '1.0'): ProbeStore {
  return new ProbeStore(file, () => Promise.resolve(engine), {
    log: (level, line) => lines.push(`${level} ${line}`),
  });
}

const probe: Probe = { width: 10, noiseFloor: 1e-6, causality: 0, chunkLength: 128 };
const plan = { threads: 1, sideBySide: true, reason: 'measured' };
const kept = (width = 10): Parameters<ProbeStore['put']>[1] => ({
  probe: { ...probe, width },
  plan,
  triesLeft: 0,
});

describe('probes that are kept', () => {
  it('are there for the next start of the same program, under their key', async () => {
    await store().put('key', kept());
    await store().put('other', kept(11));
    await store().put('key', kept(12));
    expect(await store().get('key')).toMatchObject(kept(12));
    expect(await store().get('other')).toMatchObject(kept(11));
    expect(await store().get('third')).toBeUndefined();
    expect(await store('1.1').get('key')).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('are a limited number, of which the oldest go', async () => {
    for (let each = 0; each < 70; each++) await store().put(`key ${each}`, kept());
    expect(await store().get('key 5')).toBeUndefined();
    expect(await store().get('key 6')).toMatchObject(kept());
  });

  it('are made again where the file cannot be used, with a line in the log', async () => {
    await mkdir(path.dirname(file), { recursive: true });
    for (const content of [
      '',
      '{',
      '{"version": 2}',
      '{"version": 1, "probes": [{"key": "key"}]}',
    ]) {
      lines.length = 0;
      await writeFile(file, content);
      expect(await store().get('key')).toBeUndefined();
      expect(lines).toEqual([
        `warn The probes kept in ${file} cannot be used; they are made again.`,
      ]);
      await store().put('key', kept());
      expect(await store().get('key')).toMatchObject(kept());
    }
  });

  it('are only missing where nothing can be written', async () => {
    await writeFile(path.dirname(file), '');
    await store().put('key', kept());
    expect(lines.at(-1)).toMatch(/^warn The probe of a pair cannot be kept in .* \(\w+\)\.$/);
  });
});

describe('a pair', () => {
  async function noiseFloorOf(pair: PairSpec): Promise<number> {
    const runtime = nodeRuntime(buildStatisticsKernel(), undefined, store());
    const comparer = new PairComparer(new PairQueue(runtime, silentLog));
    const comparison = await comparisonOf(comparer, paramsOf('The boy ran.', { pair }));
    await comparer.dispose();
    return comparison.pair.noiseFloor;
  }

  it('is probed once, and again when its files have changed', async () => {
    const pair = await writeRandomPair(folder);
    const first = await noiseFloorOf(pair);
    const written = await readFile(file, 'utf8');
    expect(written).toContain(`"noiseFloor":${first}`);
    // A figure that no probe gives shows where it comes from.
    await writeFile(file, written.replace(`"noiseFloor":${first}`, '"noiseFloor":0.125'));
    expect(await noiseFloorOf(pair)).toBe(0.125);
    const config = path.join(pair.tuned.directory, 'config.json');
    await writeFile(config, `${await readFile(config, 'utf8')}\n`);
    expect(await noiseFloorOf(pair)).toBe(first);
  });

  it('is measured once as to how its models share the processor, which the log explains', async () => {
    const program = path.join(path.dirname(await buildModelProgram()), 'modelThread.js');
    const pair = await writeRandomPair(folder);
    const load = async (threads: number): Promise<string> => {
      const told: string[] = [];
      const log: Log = { log: (_, line) => told.push(line) };
      const runtime = nodeRuntime(buildStatisticsKernel(), new WorkerThreads(program), store());
      const comparer = new PairComparer(new PairQueue(runtime, log));
      const comparison = await comparisonOf(comparer, paramsOf('The boy ran.', { pair, threads }));
      expect(comparison.scoredCount).toBe(comparison.rowCount);
      await comparer.dispose();
      return (
        /\((?:\d+ tokens took|one processor|as asked).*?\), prefix/.exec(told.join('\n'))?.[0] ?? ''
      );
    };
    const first = await load(0);
    // Where there is only one processor there is nothing to choose from.
    expect(first).toMatch(
      availableParallelism() > 1
        ? /^\(64 tokens took [\d.]+ ms; [\d.]+ ms with /
        : /^\(one processor/,
    );
    const second = await load(0);
    // What is measured while the processors are not free does not hold.
    expect(first.includes('to be measured again') || second === first).toBe(true);
    expect(await load(2)).toMatch(/^\(as asked for\)/);
  });
});
