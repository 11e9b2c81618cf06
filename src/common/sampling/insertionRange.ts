import type { TextRange } from '../comparison';
import type { Place } from './place';

/** Where something is to be inserted, with what is known of the text there. */
export interface Insertion {
  readonly place: Place;
  /** Text before the place, as it was. */
  readonly before: string;
  /** Text behind the place that what is inserted is put instead of; empty for none. */
  readonly replaces: string;
  /** Whether edits may have been missed, so that only the text itself tells that the place is the same. */
  readonly wasClosed?: boolean;
}

/**
 * What an insertion takes the place of in a text, in UTF-16 code units; undefined where the text is no
 * longer the one that it was meant for. Edits that were followed may have changed it before the place;
 * where they lead nowhere, as a deletion that was undone does, the text before the place tells.
 */
export function insertionRange(
  text: string,
  { place: { offset, edited }, before, replaces, wasClosed = false }: Insertion,
): TextRange | undefined {
  const isFollowed = edited && !wasClosed && offset !== undefined;
  const start = isFollowed ? offset : before.length;
  if (!isFollowed && !text.startsWith(before)) return undefined;
  const end = start + replaces.length;
  return text.slice(start, end) === replaces ? { start, end } : undefined;
}
