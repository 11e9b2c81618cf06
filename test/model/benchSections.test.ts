import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AutoTokenizer } from '@xenova/transformers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairTask } from '../../bench/harness/pairTask.mjs';
import { subjects, type Subject } from '../../bench/harness/subjects.mjs';
import { TextMaker } from '../../bench/harness/texts.mjs';
import { ratios } from '../../bench/report/peerTables.mjs';
import { measurePeers, type PeerResults } from '../../bench/sections/peers.mjs';
import { sections } from '../../bench/sections/sections.mjs';
import type { Taken } from '../../bench/results.mjs';

const noPython = '/no/such/python';
const task = pairTask('media/models/wedding-party/pair.json', 1);
const find = (id: Subject['id']): Subject => {
  const subject = subjects(noPython).find((each) => each.id === id);
  if (subject === undefined) throw new Error(`There is no ${id}.`);
  return subject;
};
const [engine, plain, torch] = [find('engine'), find('plain'), find('torch')];
const effort = { tokens: 60, runs: 1, budget: Infinity, longestRun: Infinity };

let folder: string;
let texts: TextMaker;

type Measured = Omit<PeerResults, keyof Taken>;

/** What the section has in the end. */
async function measured(chosen: readonly Subject[]): Promise<Measured | undefined> {
  let last: Measured | undefined;
  await measurePeers(task, chosen, [effort], texts, noPython, (results) => {
    last = results;
  });
  return last;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'steerscope-bench-'));
  texts = await TextMaker.create('test/fixtures/texts/story.txt', task.base, folder);
});

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the bench beside peers', () => {
  it('has those that can run do the same work, and says who could not', async () => {
    const results = await measured([engine, torch, plain]);
    const [length, ...others] = results?.lengths ?? [];
    if (length === undefined) throw new Error('No length was measured.');
    expect(others).toEqual([]);
    expect(length.subjects.map(({ id, runs }) => [id, runs.length])).toEqual([
      ['engine', 1],
      ['plain', 1],
    ]);
    expect(length.leftOut).toEqual([{ id: 'torch', reason: expect.stringContaining('ENOENT') }]);
    for (const kind of ['wall', 'processor'] as const) {
      const [ratio, ...more] = ratios(length, 'plain', kind);
      expect(more).toEqual([]);
      if (kind === 'wall' || process.platform === 'linux') expect(ratio).toBeGreaterThan(0);
    }
    expect(results?.missing.engine).toEqual([]);
    expect(results?.versions.plain).toContain('transformers');
  });

  it('stops where somebody has another number', async () => {
    const text = readFileSync(texts.file(effort.tokens, 1), 'utf8');
    const tokenizer = await AutoTokenizer.from_pretrained(task.base);
    const { length } = tokenizer.encode(text, { add_special_tokens: false });
    await expect(measured([engine, saying(length, 5)])).rejects.toThrow(
      /^Stranger disagrees: mean divergence\.js 5/,
    );
  });
});

describe('a rehearsal', () => {
  it.each(['start', 'analyses'])('runs the section %s, and shows what it gives', async (name) => {
    const section = sections.find((each) => each.name === name);
    await section?.measure({ threads: 1, python: noPython, rehearse: true });
    const said: unknown = JSON.parse(String(vi.mocked(console.error).mock.lastCall?.[0]));
    expect(said).toMatchObject({
      command: `npm run bench -- --section ${name} --threads 1`,
      threads: 1,
    });
  });
});

/** A subject that answers every request alike. */
function saying(tokens: number, divergence: number): Subject {
  const greeting = { ready: true, processIds: [], versions: 'none' };
  const answer = { milliseconds: 1, tokens, means: { 'divergence.js': divergence } };
  const code = `console.log(${JSON.stringify(JSON.stringify(greeting))});
    require('node:readline').createInterface({ input: process.stdin })
      .on('line', () => console.log(${JSON.stringify(JSON.stringify(answer))}));`;
  return {
    id: 'plain',
    name: 'Stranger',
    command: [process.execPath, '-e', code],
    tolerance: plain.tolerance,
  };
}
