/** Characters from which a batch is worth a system call. */
const batchLength = 1 << 20;

/** Joins small parts of a report into parts of about a million characters. */
export function* batches(parts: Iterable<string>): Generator<string> {
  let batch: string[] = [];
  let length = 0;
  for (const part of parts) {
    batch.push(part);
    length += part.length;
    if (length < batchLength) continue;
    yield batch.join('');
    batch = [];
    length = 0;
  }
  if (length > 0) yield batch.join('');
}
