import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildStatisticsGraph } from '../../scripts/statisticsGraph.mjs';
import type { PairSpec } from '../../src/common/protocol/model';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import { PairComparer } from '../../src/model/pairComparer';
import { PairQueue } from '../../src/model/pairQueue';
import type { Probe } from '../../src/model/probe';
import { ProbeStore } from '../../src/model/probeStore';
import { silentLog } from '../../src/common/log';
import { writeRandomPair } from '../fixtures/randomPair';
import { comparisonOf, paramsOf } from './support/engine';

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
  return new ProbeStore(file, engine, { log: (level, line) => lines.push(`${level} ${line}`) });
}

const probe: Probe = { width: 10, noiseFloor: 1e-6, causality: 0, chunkLength: 128 };

describe('probes that are kept', () => {
  it('are there for the next start of the same program, under their key', async () => {
    await store().put('key', probe);
    await store().put('other', { ...probe, width: 11 });
    await store().put('key', { ...probe, width: 12 });
    expect(await store().get('key')).toEqual({ ...probe, width: 12 });
    expect(await store().get('other')).toEqual({ ...probe, width: 11 });
    expect(await store().get('third')).toBeUndefined();
    expect(await store('1.1').get('key')).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('are a limited number, of which the oldest go', async () => {
    for (let each = 0; each < 70; each++) await store().put(`key ${each}`, probe);
    expect(await store().get('key 5')).toBeUndefined();
    expect(await store().get('key 6')).toEqual(probe);
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
      await store().put('key', probe);
      expect(await store().get('key')).toEqual(probe);
    }
  });

  it('are only missing where nothing can be written', async () => {
    await writeFile(path.dirname(file), '');
    await store().put('key', probe);
    expect(lines.at(-1)).toMatch(/^warn The probe of a pair cannot be kept in .* \(\w+\)\.$/);
  });
});

describe('a pair', () => {
  async function noiseFloorOf(pair: PairSpec): Promise<number> {
    const runtime = nodeRuntime(buildStatisticsGraph(), undefined, store());
    const comparer = new PairComparer(new PairQueue(runtime, silentLog));
    const comparison = await comparisonOf(comparer, paramsOf('The boy ran.', { pair }));
    await comparer.dispose();
    return comparison.pair.noiseFloor;
  }

  it('is probed once, and again when its files have changed', async () => {
    const pair = await writeRandomPair(folder);
    const first = await noiseFloorOf(pair);
    const kept = await readFile(file, 'utf8');
    expect(kept).toContain(`"noiseFloor":${first}`);
    // A figure that no probe gives shows where it comes from.
    await writeFile(file, kept.replace(`"noiseFloor":${first}`, '"noiseFloor":0.125'));
    expect(await noiseFloorOf(pair)).toBe(0.125);
    const config = path.join(pair.tuned.directory, 'config.json');
    await writeFile(config, `${await readFile(config, 'utf8')}\n`);
    expect(await noiseFloorOf(pair)).toBe(first);
  });
});
