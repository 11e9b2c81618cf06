import { z } from 'zod';
import {
  panelActions,
  panelCommandIds,
  type PanelWebviewMessage,
} from '../../common/protocol/panel';
import { sampleActions } from '../../common/protocol/panelSamples';
import { whatIfRange } from '../../common/panel/whatIf';
import { exportedSectionIds } from '../../common/protocol/panelExport';
import { shownPartSchema } from '../exports/parseShownPart';

/** Bytes of a chart; a real one has a hundredth of it. */
const largestImage = 16 * 1024 * 1024;

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({
    type: z.literal('goTo'),
    uri: z.string().min(1),
    comparison: z.string().min(1),
    row: z.int().nonnegative(),
    focus: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('lookAt'),
    uri: z.string().min(1),
    comparison: z.string().min(1),
    row: z.int().nonnegative(),
  }),
  z.strictObject({ type: z.literal('command'), command: z.enum(panelCommandIds) }),
  z.strictObject({ type: z.literal('action'), action: z.enum(panelActions) }),
  z.strictObject({
    type: z.literal('sample'),
    action: z.enum(sampleActions),
    id: z.string().min(1),
  }),
  z.strictObject({
    type: z.literal('alternative'),
    uri: z.string().min(1),
    comparison: z.string().min(1),
    row: z.int().nonnegative(),
    id: z.int().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('mix'),
    uri: z.string().min(1),
    comparison: z.string().min(1),
    row: z.int().nonnegative(),
    lambda: z.number().min(whatIfRange.least).max(whatIfRange.most),
  }),
  z.strictObject({
    type: z.literal('exportSection'),
    section: z.enum(exportedSectionIds),
    shown: shownPartSchema,
  }),
  z.strictObject({
    type: z.literal('painted'),
    job: z.int().nonnegative(),
    png: z
      .instanceof(Uint8Array)
      .refine(({ byteLength }) => byteLength <= largestImage)
      .nullable(),
  }),
  z.strictObject({ type: z.literal('problem'), message: z.string().max(4000) }),
]) satisfies z.ZodType<PanelWebviewMessage>;

/** A message from the panel's page, or undefined when it is not one that the protocol knows. */
export function parsePanelMessage(message: unknown): PanelWebviewMessage | undefined {
  const result = schema.safeParse(message);
  return result.success ? result.data : undefined;
}
