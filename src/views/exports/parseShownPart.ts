import { z } from 'zod';
import type { ShownPart } from '../../common/protocol/panelExport';
import { panelSortKeys } from '../../common/protocol/panelMemory';

/** What the page says that it shows of a section. */
export const shownPartSchema = z.strictObject({
  view: z.int().nonnegative().optional(),
  row: z.int().nonnegative().optional(),
  range: z.strictObject({ first: z.int().nonnegative(), end: z.int().nonnegative() }).optional(),
  sort: z.strictObject({ key: z.enum(panelSortKeys), descending: z.boolean() }).optional(),
  lambda: z.number().optional(),
}) satisfies z.ZodType<ShownPart>;

/** What is shown of a section, from the argument of a command; all of it where that says nothing of it. */
export function parseShownPart(value: unknown): ShownPart {
  const result = shownPartSchema.safeParse(value);
  return result.success ? result.data : {};
}
