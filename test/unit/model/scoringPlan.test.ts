import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownRows } from '../../../src/common/protocol/model';
import { rangeAt } from '../../../src/common/rowRanges';
import { planWindows, type TextWindow } from '../../../src/common/stats/windows';
import { visibleFirst, withoutKnown } from '../../../src/model/scoringPlan';

/** Windows of 8 tokens with a prefix of one: 0 to 6, then 4 more each. */
function windowsOf(tokenCount: number, first = 0): TextWindow[] {
  return planWindows({
    tokenCount,
    contextWindow: 8,
    stride: 4,
    prefixLength: 1,
    first,
    end: tokenCount,
  });
}

function known(ids: Int32Array, more: Partial<KnownRows> = {}): KnownRows {
  return {
    fingerprint: 'files',
    settings: { contextWindow: 8, stride: 4, topK: 1 },
    ids,
    firstToken: 0,
    scored: [{ first: 0, end: ids.length }],
    ...more,
  };
}

const count = (length: number): Int32Array => Int32Array.from({ length }, (_, index) => index);

describe('withoutKnown', () => {
  it('leaves the windows as they are where nothing is the same', () => {
    const windows = windowsOf(20);
    expect(withoutKnown(windows, count(20), known(count(20).map((id) => id + 1)))).toEqual({
      reused: [],
      windows,
    });
  });

  it('leaves nothing to score of the same text', () => {
    const { reused, windows } = withoutKnown(windowsOf(20), count(20), known(count(20)));
    expect(reused).toEqual([{ first: 0, end: 20 }]);
    expect(windows).toEqual([]);
  });

  it('keeps windows behind a replaced token that do not see it', () => {
    const ids = count(30);
    ids[9] = 99;
    const { reused, windows } = withoutKnown(windowsOf(30), ids, known(count(30)));
    // Windows begin at 0, 4, 8, 12 …; those from 12 on do not see token 9.
    expect(windows.map(({ firstScored, end }) => [firstScored, end])).toEqual([
      [9, 11],
      [11, 15],
    ]);
    expect(reused).toEqual([
      { first: 0, end: 9 },
      { first: 15, end: 30 },
    ]);
  });

  it('takes nothing from rows that are not scored, or that the rows leave out', () => {
    const half = known(count(20), { scored: [{ first: 0, end: 13 }] });
    expect(withoutKnown(windowsOf(20), count(20), half).reused).toEqual([{ first: 0, end: 13 }]);
    const later = known(count(20), { firstToken: 10, scored: [{ first: 0, end: 10 }] });
    expect(withoutKnown(windowsOf(20), count(20), later).reused).toEqual([{ first: 11, end: 20 }]);
  });

  it('reuses a token only where everything that the models saw of it is the same', () => {
    const texts = fc.array(fc.nat(1), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const ids = Int32Array.from(after);
        const windows = windowsOf(ids.length);
        const plan = withoutKnown(windows, ids, known(Int32Array.from(before)));
        for (const { start, firstScored, end } of windows) {
          for (let token = firstScored; token < end; token++) {
            const same =
              token < before.length &&
              after.slice(start, token + 1).join() === before.slice(start, token + 1).join();
            const scored = plan.windows.some(
              (window) =>
                window.start === start && window.firstScored <= token && token < window.end,
            );
            expect(rangeAt(plan.reused, token) !== undefined).toBe(same);
            expect(scored).toBe(!same);
          }
        }
      }),
    );
  });
});

describe('visibleFirst', () => {
  const spans = { start: count(30), end: count(30).map((start) => start + 1) };
  const order = (from: number, to: number): number[] =>
    visibleFirst(windowsOf(30), spans, { start: from, end: to }).map(
      ({ firstScored }) => firstScored,
    );

  it('puts windows that score something visible before the others, each once', () => {
    expect(order(14, 16)).toEqual([11, 15, 0, 7, 19, 23, 27]);
    expect(order(29, 40)).toEqual([27, 0, 7, 11, 15, 19, 23]);
    expect(order(0, 3)).toEqual([0, 7, 11, 15, 19, 23, 27]);
    expect(order(50, 60)).toEqual([0, 7, 11, 15, 19, 23, 27]);
  });
});
