/**
 * Puts an id among the largest, of which `count` are there; smaller ids are put in first.
 *
 * @param logits of the ids, largest first, as many as are wanted
 * @returns how many there are then
 */
export function insert(
  ids: Int32Array,
  logits: Float32Array,
  count: number,
  id: number,
  logit: number,
): number {
  const last = logits.length - 1;
  const isFull = count > last;
  if (isFull ? logit <= (logits[last] ?? NaN) : logit === -Infinity) return count;
  let place = isFull ? last : count;
  for (; place > 0 && (logits[place - 1] ?? NaN) < logit; place--) {
    logits[place] = logits[place - 1] ?? NaN;
    ids[place] = ids[place - 1] ?? -1;
  }
  logits[place] = logit;
  ids[place] = id;
  return isFull ? count : count + 1;
}

/** Puts ids of logits of −∞ behind the others: the smallest that are not there. */
export function fillUp(ids: Int32Array, logits: Float32Array, count: number): void {
  const found = new Set(ids.subarray(0, count));
  let id = 0;
  for (let place = count; place < ids.length; place++) {
    while (found.has(id)) id++;
    ids[place] = id++;
    logits[place] = -Infinity;
  }
}
