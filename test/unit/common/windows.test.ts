import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextLengths, planWindows } from '../../../src/common/stats/windows';

/** A request whose stride fits. */
const requests = fc
  .record({
    tokenCount: fc.integer({ min: 0, max: 400 }),
    capacity: fc.integer({ min: 1, max: 60 }),
    prefixLength: fc.integer({ min: 0, max: 3 }),
    // Strides of 1 and the longest ones are where mistakes show.
    strideShare: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)),
  })
  .filter(({ capacity, prefixLength }) => capacity > 1 || prefixLength > 0)
  .map(({ tokenCount, capacity, prefixLength, strideShare }) => {
    const longest = prefixLength === 0 ? capacity - 1 : capacity;
    return {
      tokenCount,
      prefixLength,
      contextWindow: capacity + prefixLength,
      stride: 1 + Math.floor(strideShare * (longest - 1)),
      first: 0,
      end: tokenCount,
    };
  });

describe('planWindows', () => {
  it('sees a short text in one window', () => {
    expect(
      planWindows({
        tokenCount: 10,
        contextWindow: 512,
        stride: 256,
        prefixLength: 1,
        first: 0,
        end: 10,
      }),
    ).toEqual([{ start: 0, firstScored: 0, end: 10 }]);
  });

  it('moves by the stride beyond the first window and scores what is new', () => {
    // 8 tokens at once, one of them the prefix: 7 of the text.
    expect(
      planWindows({
        tokenCount: 16,
        contextWindow: 8,
        stride: 4,
        prefixLength: 1,
        first: 0,
        end: 16,
      }),
    ).toEqual([
      { start: 0, firstScored: 0, end: 7 },
      { start: 4, firstScored: 7, end: 11 },
      { start: 8, firstScored: 11, end: 15 },
      { start: 12, firstScored: 15, end: 16 },
    ]);
  });

  it('plans nothing for no tokens', () => {
    expect(
      planWindows({
        tokenCount: 0,
        contextWindow: 8,
        stride: 4,
        prefixLength: 1,
        first: 0,
        end: 0,
      }),
    ).toEqual([]);
  });

  it('scores every token once, in order, within the window', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const windows = planWindows(request);
        let next = 0;
        for (const { start, firstScored, end } of windows) {
          expect(firstScored).toBe(next);
          // What is scored has something before it, in the window or as the prefix.
          if (firstScored > 0)
            expect(firstScored - start + request.prefixLength).toBeGreaterThan(0);
          expect(start).toBeLessThanOrEqual(firstScored);
          expect(end).toBeGreaterThan(firstScored);
          expect(request.prefixLength + end - start).toBeLessThanOrEqual(request.contextWindow);
          next = end;
        }
        expect(next).toBe(request.tokenCount);
      }),
    );
  });

  it('gives every token beyond the first window at least W − S tokens of context', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const capacity = request.contextWindow - request.prefixLength;
        contextLengths(planWindows(request), request.prefixLength).forEach((length, token) => {
          if (token < capacity) expect(length).toBe(request.prefixLength + token);
          else {
            expect(length).toBeGreaterThanOrEqual(request.contextWindow - request.stride);
            expect(length).toBeLessThan(request.contextWindow);
          }
        });
      }),
    );
  });

  it('gives a token the same context whatever else is scored', () => {
    fc.assert(
      fc.property(requests, fc.nat(), fc.nat(), (request, one, other) => {
        const [first = 0, end = 0] = [one, other]
          .map((place) => place % (request.tokenCount + 1))
          .sort((a, b) => a - b);
        const whole = contextLengths(planWindows(request), request.prefixLength);
        const part = contextLengths(planWindows({ ...request, first, end }), request.prefixLength);
        expect(part).toEqual(whole.subarray(first, end));
      }),
    );
  });

  it('refuses a stride that would leave gaps', () => {
    const request = { tokenCount: 9, contextWindow: 8, prefixLength: 1, first: 0, end: 9 };
    expect(() => planWindows({ ...request, stride: 8 })).toThrow(RangeError);
    expect(() => planWindows({ ...request, stride: 0 })).toThrow(RangeError);
    expect(() => planWindows({ ...request, prefixLength: 0, stride: 8 })).toThrow(RangeError);
  });
});
