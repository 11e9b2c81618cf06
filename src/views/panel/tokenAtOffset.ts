/**
 * The row whose span holds an offset: between two tokens the one that starts there. Of tokens that share a
 * character it is the first, unless `current` is one of them already; so the caret on a shared
 * character does not take the selection away from its second token.
 *
 * @param starts where rows begin, ascending, UTF-16 code units
 * @param ends where rows end, exclusive
 * @param count rows to look at, from the first
 * @param offset UTF-16 code units
 */
export function tokenAtOffset(
  starts: Int32Array,
  ends: Int32Array,
  count: number,
  offset: number,
  current?: number,
): number | undefined {
  const holds = (row: number): boolean =>
    (starts[row] ?? Infinity) <= offset && offset < (ends[row] ?? -1);
  if (current !== undefined && current < count && holds(current)) return current;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  let row = low - 1;
  while (row > 0 && starts[row - 1] === starts[row] && ends[row - 1] === ends[row]) row -= 1;
  return row >= 0 && holds(row) ? row : undefined;
}
