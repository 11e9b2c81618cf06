import type { TextEdit } from '../text/spanShift';

/** A place in a document that moves along with edits. */
export interface Place {
  /** UTF-16 code units; undefined once the text around it is gone. */
  readonly offset: number | undefined;
  /** Whether the text before it is another one than it was. */
  readonly edited: boolean;
}

/**
 * A place after an edit. What is inserted at the place comes behind it: whatever is continued there is
 * the text before.
 */
export function movePlace(place: Place, { start, end, insertedLength }: TextEdit): Place {
  const { offset } = place;
  if (offset === undefined || start >= offset) return place;
  if (end > offset) return { offset: undefined, edited: true };
  return { offset: offset + insertedLength - (end - start), edited: true };
}
