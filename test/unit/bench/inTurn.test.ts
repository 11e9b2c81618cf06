import { beforeEach, describe, expect, it, vi } from 'vitest';
import { runInTurn, type Runner } from '../../../bench/harness/inTurn.mjs';

vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

let asked: string[];
let now: number;

/** A subject whose runs take so many milliseconds of a clock that only they move. */
function runner(name: string, milliseconds: number): Runner {
  return {
    name,
    run: ({ textFile }) => {
      asked.push(`${name} ${textFile}`);
      now += milliseconds;
      const figures = { tokens: 1, means: {}, processorMilliseconds: 0, peakMemory: 0 };
      return Promise.resolve({ milliseconds, ...figures });
    },
  };
}

beforeEach(() => {
  asked = [];
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

describe('runs in turn', () => {
  it('give every subject the same text, and a new one each round', async () => {
    const runners = [runner('a', 1), runner('b', 1)];
    const results = await runInTurn(runners, (round) => `text ${round}`, 2, 1_000);
    expect(asked).toEqual(['a text 0', 'b text 0', 'a text 1', 'b text 1']);
    expect([...results].map(([name, runs]) => [name, runs.length])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  it('begin no round that would not end within the budget, but always the first', async () => {
    const count = async (budget: number): Promise<number | undefined> => {
      const results = await runInTurn([runner('a', 100)], String, 9, budget);
      return results.get('a')?.length;
    };
    expect(await count(50)).toBe(1);
    expect(await count(350)).toBe(3);
    expect(await count(5_000)).toBe(9);
  });
});
