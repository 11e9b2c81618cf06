import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAgreement, missingColumns } from '../../bench/harness/agreement.mjs';
import { pairTask } from '../../bench/harness/pairTask.mjs';
import { makeGguf } from '../../bench/harness/python.mjs';
import { subjects, type Subject } from '../../bench/harness/subjects.mjs';
import { SubjectProcess, type Measurement } from '../../bench/harness/subjectProcess.mjs';
import { measureSampling } from '../../bench/sections/sampling.mjs';
import { TextMaker } from '../../bench/harness/texts.mjs';

/** A Python with bench/subjects/requirements.txt, if the machine has one. */
const python = process.env['STEERSCOPE_BENCH_PYTHON'] ?? 'python3';

/** Short windows, so that a short text needs several. */
const task = {
  ...pairTask('media/models/wedding-party/pair.json', 1),
  contextWindow: 48,
  stride: 24,
};

let folder: string;
let file: string;
let engine: Measurement;

async function measure(subject: Subject): Promise<Measurement | string> {
  const process = await SubjectProcess.start(subject, task);
  if (typeof process === 'string') return process;
  try {
    return await process.run({ textFile: file });
  } finally {
    await process.close();
  }
}

function find(id: Subject['id']): Subject {
  const subject = subjects(python).find((each) => each.id === id);
  if (subject === undefined) throw new Error(`There is no ${id}.`);
  return subject;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'steerscope-bench-'));
  const texts = await TextMaker.create(
    'test/fixtures/texts/longer-than-the-context.txt',
    task.base,
    folder,
  );
  file = texts.file(110, 3);
  const measured = await measure(find('engine'));
  if (typeof measured === 'string') throw new Error(measured);
  engine = measured;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('subjects of the bench over several windows', () => {
  it('have the engine measured in time, processor time and memory', () => {
    expect(engine.tokens).toBeGreaterThan(90);
    expect(engine.milliseconds).toBeGreaterThan(0);
    expect(engine.means['divergence.js']).toBeGreaterThan(0.001);
    if (process.platform !== 'linux') return;
    expect(engine.processorMilliseconds).toBeGreaterThan(0);
    expect(engine.peakMemory).toBeGreaterThan(50);
  });

  it('have the plain script agree with the engine on every statistic it computes', async () => {
    const plain = await measure(find('plain'));
    if (typeof plain === 'string') throw new Error(plain);
    checkAgreement('plain', engine, plain, find('plain').tolerance);
    expect(Object.keys(plain.means).length).toBeGreaterThan(missingColumns(engine, plain).length);
  });

  it.for(['torch', 'torchCached', 'llama'] as const)(
    'have the %s script agree, where its packages are installed',
    async (id, { skip }) => {
      const subject = find(id);
      if (id === 'llama' && !hasPython('import gguf, onnx')) skip('There is no gguf for Python.');
      if (id === 'llama') makeGguf(python, task);
      const measured = await measure(subject);
      if (typeof measured === 'string') return skip(measured);
      checkAgreement(id, engine, measured, subject.tolerance);
    },
  );

  it('have writing measured by the engine and by generate, without and with scores', async () => {
    const whole = pairTask('media/models/wedding-party/pair.json', 1);
    const texts = await TextMaker.create('test/fixtures/texts/story.txt', whole.base, folder);
    const { engine: written, generate, scored } = await measureSampling(whole, 1, texts);
    expect([written, generate, scored]).toEqual(Array(3).fill([expect.any(Number)]));
  });

  it('that cannot run here say why', async () => {
    const reason = await measure({ ...find('torch'), command: ['/no/such/program'] });
    expect(reason).toContain('ENOENT');
  });

  it('are given a text of their own in every run, of about the wanted length', async () => {
    const texts = await TextMaker.create('test/fixtures/texts/story.txt', task.base, folder);
    expect(texts.file(40, 0)).not.toBe(texts.file(40, 1));
    expect(Math.abs(engine.tokens - 110)).toBeLessThan(15);
  });
});

function hasPython(statement: string): boolean {
  try {
    execFileSync(python, ['-c', statement], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
