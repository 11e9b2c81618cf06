import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { finish, rowByRow, type Steps } from '../../../src/common/steps';
import { inSlices, SlicedWork } from '../../../src/host/slicedWork';

/** Steps that keep the thread busy for a while each. */
function* busy(steps: number, milliseconds: number, seen: number[] = []): Steps<string> {
  for (let step = 0; step < steps; step++) {
    if (step > 0) yield;
    const started = performance.now();
    while (performance.now() - started < milliseconds);
    seen.push(step);
  }
  return 'done';
}

describe('work in slices', () => {
  it('that is short is done when it has been started', () => {
    const results: string[] = [];
    new SlicedWork(busy(2, 0), (result) => results.push(result)).start();
    expect(results).toEqual(['done']);
  });

  it('that is long lets others run in between, and comes to its end', async () => {
    const seen: number[] = [];
    const done = new Promise<number>((resolve) => {
      new SlicedWork(busy(6, 6, seen), (_, milliseconds) => {
        resolve(milliseconds);
      }).start();
    });
    expect(seen).toEqual([0]);
    const turns: number[] = [];
    while (seen.length < 6) {
      await turn();
      turns.push(seen.length);
    }
    expect(new Set(turns).size).toBeGreaterThan(3);
    expect(await done).toBeGreaterThanOrEqual(36);
  });

  it('is left where it is once it is cancelled', async () => {
    const seen: number[] = [];
    const results: string[] = [];
    const work = new SlicedWork(busy(6, 6, seen), (result) => results.push(result));
    work.start();
    work.cancel();
    for (let i = 0; i < 10; i++) await turn();
    expect(seen).toEqual([0]);
    expect(results).toEqual([]);
  });
});

describe('steps over rows', () => {
  it('look at every row once, in order', () => {
    const rows: number[] = [];
    const steps = rowByRow(3, 10_000, (from, to) => {
      for (let row = from; row < to; row++) rows.push(row);
    });
    steps.next();
    expect(rows.length).toBeLessThan(5_000);
    finish(steps);
    expect(rows).toEqual(Array.from({ length: 9_997 }, (_, index) => index + 3));
  });

  it('do nothing where there are none', () => {
    finish(
      rowByRow(5, 5, () => {
        throw new Error('There are no rows.');
      }),
    );
  });
});

describe('a result that is made in slices', () => {
  it('is what the steps return', async () => {
    expect(await inSlices(busy(3, 6))).toBe('done');
  });

  it('fails with what a later slice throws', async () => {
    const failing = (function* (): Steps<string> {
      yield* busy(3, 6);
      throw new Error('no result');
    })();
    await expect(inSlices(failing)).rejects.toThrow('no result');
  });
});
