import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { Comparison } from '../../src/common/comparison';
import type { Log } from '../../src/common/log';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import { PairComparer } from '../../src/model/pairComparer';
import { PairQueue } from '../../src/model/pairQueue';
import { WorkerThreads } from '../../src/model/workerThreads';
import { comparisonOf, paramsOf, realComparer } from './support/engine';
import { buildModelProgram } from './support/modelProgram';

const text = 'Once upon a time there was a boy who lived by a quiet pond. He sat there. '.repeat(
  12,
);

let folder: string;
let expected: Comparison;

beforeAll(async () => {
  folder = path.dirname(await buildModelProgram());
  const comparer = realComparer();
  expected = await comparisonOf(comparer, paramsOf(text));
  await comparer.dispose();
});

/** A comparer whose models run in threads with this program, and the lines of its log. */
function comparerWith(program: string): { comparer: PairComparer; lines: string[] } {
  const file = path.join(folder, 'brokenThread.js');
  writeFileSync(file, program);
  const lines: string[] = [];
  const log: Log = { log: (level, line) => lines.push(`${level} ${line}`) };
  const runtime = nodeRuntime(buildStatisticsKernel(), new WorkerThreads(file));
  return { comparer: new PairComparer(new PairQueue(runtime, log)), lines };
}

function expectSame(actual: Comparison): void {
  expect(actual.scoredCount).toBe(expected.rowCount);
  actual.divergence.js.forEach((value, row) => {
    expect(value).toBeCloseTo(expected.divergence.js[row] ?? NaN, 5);
  });
}

describe('models run in the process itself', () => {
  it('where the runtime cannot be used in a thread', async () => {
    const { comparer, lines } = comparerWith('throw new Error("not in a thread");');
    expectSame(await comparisonOf(comparer, paramsOf(text, { threads: 2 })));
    const warning = lines.find((line) => line.startsWith('warn'));
    expect(warning).toMatch(
      /^warn Models cannot run in threads of their own here\. .*not in a thread/s,
    );
    expect(lines.some((line) => line.includes('one model after the other'))).toBe(true);
    await comparer.dispose();
  });

  it('after a thread has ended in the middle of a run, of which the run says so', async () => {
    // As the first chunk of a comparison is, and no chunk of the probe, however fast the machine.
    const { comparer, lines } = comparerWith(`
      require('node:worker_threads').parentPort.on('message', (message) => {
        if (message.kind === 'feed' && message.ids.length === 32) process.exit(3);
      });
      require('./modelThread.js');
    `);
    await expect(comparisonOf(comparer, paramsOf(text, { threads: 2 }))).rejects.toMatchObject({
      kind: 'processLost',
      message:
        'A thread that ran a model ended unexpectedly. Nothing in your document changed. Compare again: the models then run without threads of their own.',
    });
    expect(lines.some((line) => /^error .*ended with code 3/s.test(line))).toBe(true);
    expectSame(await comparisonOf(comparer, paramsOf(text, { threads: 2 })));
    expect(lines.filter((line) => line.includes('one model after the other'))).toHaveLength(1);
    await comparer.dispose();
  });
});
