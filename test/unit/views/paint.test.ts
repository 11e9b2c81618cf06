import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  paint,
  type Brush,
  type PaintedComparison,
  type PaintOptions,
} from '../../../src/views/decorations/paint';
import { makeComparison, type MadeRow } from '../support/comparisons';

const bit = Math.LN2;
const everything = { start: 0, end: 1_000_000 };
const options: PaintOptions = {
  metric: 'js',
  heat: 'divergent',
  thresholdNats: 0.15 * bit,
  faint: true,
};

/** A token with enough context; its surprisals make the log ratio, in nats. */
const token = (piece: string, js: number, ratio = 0, extra: Partial<MadeRow> = {}): MadeRow => ({
  piece,
  js: js * bit,
  baseSurprisal: 5 + ratio,
  tunedSurprisal: 5,
  contextLength: 100,
  ...extra,
});

function painted(rows: readonly MadeRow[], firstStaleRow = rows.length): PaintedComparison {
  const comparison = makeComparison(rows);
  return {
    comparison,
    starts: comparison.tokens.start,
    ends: comparison.tokens.end,
    firstStaleRow,
  };
}

function brushed(
  comparison: PaintedComparison,
  change: Partial<PaintOptions> = {},
  visible = everything,
): Partial<Record<Brush, string[]>> {
  const result = paint(comparison, { ...options, ...change }, visible);
  return Object.fromEntries(
    [...result].map(([brush, ranges]) => [
      brush,
      ranges.map(({ start, end }) => `${start}-${end}`),
    ]),
  );
}

describe('paint', () => {
  it('underlines divergent tokens by what the tuned model thinks of them', () => {
    const rows = [token('one', 0.3, 2), token('two', 0.3, -2), token('six', 0.05, -2)];
    const result = brushed(painted(rows), { heat: 'off' });
    expect(result).toEqual({ divergentFavoured: ['0-3'], divergentAvoided: ['3-6'] });
  });

  it('gives tokens below the threshold a faint heat and divergent ones their own', () => {
    // The edges of divergence are 0.04, 0.08, 0.12, 0.15, 0.22, 0.35 and 0.5 bits.
    const result = brushed(painted([token('a', 0.09), token('b', 0.4), token('c', 0.005)]));
    expect(result).toMatchObject({ heat2: ['0-1'], heat6: ['1-2'] });
    expect(result['heat1']).toBeUndefined();
  });

  it('gives every token its own heat when all are wanted', () => {
    expect(brushed(painted([token('a', 0.13)]), { heat: 'all' })).toEqual({ heat3: ['0-1'] });
  });

  it('leaves the faint heat out where it would hide what matters', () => {
    expect(brushed(painted([token('a', 0.13)]), { faint: false })).toEqual({});
  });

  it('shows the log ratio in two directions', () => {
    const rows = [token('a', 0, 4 * bit), token('b', 0, -2 * bit), token('c', 0, 0.2 * bit)];
    const result = brushed(painted(rows), { metric: 'logRatio', heat: 'all' });
    expect(result).toEqual({ tunedFavours3: ['0-1'], tunedAvoids2: ['1-2'] });
  });

  it('joins neighbours of one brush', () => {
    const rows = [token('ab', 0.3), token('cd', 0.3), token('ef', 0), token('gh', 0.3)];
    expect(brushed(painted(rows))['heat5']).toEqual(['0-4', '6-8']);
  });

  it('dims what was known before where nothing is scored yet, and nothing else', () => {
    const rows = ['one', 'two', 'six', 'ten'].map((piece) => token(piece, 0.3, 2));
    const whole = painted(rows);
    const next = painted(rows);
    const comparison = { ...next.comparison, scored: [{ first: 0, end: 2 }], scoredCount: 2 };
    const { starts, ends } = whole;
    // An insertion of two has moved what was known.
    const moved = { comparison: whole.comparison, starts: starts.map((at) => at + 2), ends };
    const earlier = { ...moved, ends: ends.map((at) => at + 2) };
    const result = brushed({ ...next, comparison, earlier }, { heat: 'off' });
    expect(result).toEqual({ divergentFavoured: ['0-6', '8-14'], stale: ['8-14'] });
  });

  it('dims stale tokens, keeps their underline and takes their heat away', () => {
    const rows = [token('ab', 0.3, 1), token('cd', 0.3, 1), token('ef', 0.3, 1)];
    expect(brushed(painted(rows, 1))).toEqual({
      heat5: ['0-2'],
      divergentFavoured: ['0-6'],
      stale: ['2-6'],
    });
  });

  it('marks tokens with little context', () => {
    const rows = [token('a', 0, 0, { contextLength: 7 }), token('b', 0, 0, { contextLength: 8 })];
    expect(brushed(painted(rows))).toEqual({ littleContext: ['0-1'] });
  });

  it('paints tokens that share a character once, by the one that differs most', () => {
    const share = { span: [0, 2] } as const;
    const rows = [
      token('x', 0.02, 1, share),
      token('y', 0.4, -1, share),
      token('z', 0, 0, { span: [2, 3] }),
    ];
    expect(brushed(painted(rows))).toEqual({ heat6: ['0-2'], divergentAvoided: ['0-2'] });
  });

  it('paints nothing that is not scored yet', () => {
    const comparison = makeComparison([token('a', 0.3), token('b', 0.3)], { scoredCount: 1 });
    const { start: starts, end: ends } = comparison.tokens;
    expect(brushed({ comparison, starts, ends, firstStaleRow: 2 })['heat5']).toEqual(['0-1']);
  });

  it('skips rows whose text an edit took away', () => {
    const all = painted([token('ab', 0.3)]);
    expect(brushed({ ...all, ends: Int32Array.of(0) })).toEqual({});
  });

  it.each([
    ['wrapped into many rows', 40_000, { start: 30_000, end: 30_200 }],
    ['of more visible tokens than are painted around them', 9_000, { start: 0, end: 9_000 }],
  ])('paints what is visible of a line %s', (_, length, visible) => {
    const rows = Array.from({ length }, () => token('x', 0.6));
    const all = painted(rows);
    const [range] = paint(all, options, visible, { start: 0, end: length }).get('heat7') ?? [];
    expect(range?.start).toBeLessThanOrEqual(visible.start);
    expect(range?.end).toBeGreaterThanOrEqual(visible.end);
    expect((range?.end ?? 0) - (range?.start ?? 0)).toBeLessThanOrEqual(9_000);
  });

  it('paints exactly the rows that touch the visible range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 }),
        fc.nat(100),
        fc.nat(60),
        (lengths, start, length) => {
          const rows = lengths.map((size, row) => token('x'.repeat(size), row % 2 ? 0.3 : 0.6));
          const all = painted(rows);
          const visible = { start, end: start + length };
          const result = paint(all, options, visible);
          const ranges = [...(result.get('heat5') ?? []), ...(result.get('heat7') ?? [])];
          const expected = lengths.flatMap((_, row) => {
            const span = { start: all.starts[row] ?? 0, end: all.ends[row] ?? 0 };
            return span.start < visible.end && span.end > visible.start ? [span] : [];
          });
          expect(ranges.sort((a, b) => a.start - b.start)).toEqual(expected);
        },
      ),
    );
  });
});
