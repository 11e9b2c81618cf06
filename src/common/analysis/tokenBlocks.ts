import type { RowRange } from '../rowRanges';
import type { GridSums } from '../stats/gridSums';

/** Shortest block of consecutive tokens that is taken as independent of the others. */
const shortestBlock = 32;

/** Most blocks: longer texts have longer blocks, so that what is done for each block stays bounded. */
const mostBlocks = 128;

/** Fewest blocks from which a spread between them is worth stating: 128 tokens. */
export const fewestBlocks = 4;

/**
 * Cuts rows into consecutive blocks of at least 32 tokens, all about equally long; one block where there
 * are fewer, none where there are none.
 */
export function tokenBlocks({ first, end }: RowRange): RowRange[] {
  const rows = Math.max(0, end - first);
  const count = Math.min(mostBlocks, Math.max(1, Math.floor(rows / shortestBlock)), rows);
  const edge = (block: number): number => first + Math.floor((block * rows) / count);
  return Array.from({ length: count }, (_, block) => ({
    first: edge(block),
    end: edge(block + 1),
  }));
}

/** The sums over all blocks; undefined without any. */
export function addUp(blocks: readonly GridSums[]): GridSums | undefined {
  const [first] = blocks;
  if (first === undefined) return undefined;
  const add = (of: (sums: GridSums) => Float64Array): Float64Array => {
    const total = new Float64Array(first.points.length);
    for (const block of blocks) {
      of(block).forEach((value, index) => {
        total[index] = (total[index] ?? 0) + value;
      });
    }
    return total;
  };
  const count = (of: (sums: GridSums) => number): number =>
    blocks.reduce((sum, block) => sum + of(block), 0);
  return {
    points: first.points,
    value: add(({ value }) => value),
    slope: add(({ slope }) => slope),
    curvature: add(({ curvature }) => curvature),
    observed: count(({ observed }) => observed),
    rowCount: count(({ rowCount }) => rowCount),
    skipped: count(({ skipped }) => skipped),
  };
}
