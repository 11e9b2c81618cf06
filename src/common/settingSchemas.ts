import { z } from 'zod';
import { dtypes } from './comparison';
import { settingDefaults, type Settings } from './contributions';
import { metricIds } from './metrics';

const pairSetting = z.union([
  z.object({ id: z.string().min(1), name: z.string().exactOptional(), file: z.string().min(1) }),
  z.object({
    id: z.string().min(1),
    name: z.string().exactOptional(),
    base: z.string().min(1),
    tuned: z.string().min(1),
    dtype: z.enum(dtypes).exactOptional(),
    prefix: z.array(z.number().int().nonnegative()).exactOptional(),
  }),
]);

const count = z.number().int().nonnegative();

/** Most threads that may be asked for. */
export const mostThreads = 256;

/** What each setting may hold; package.json says the same to the settings editor. */
const settingSchemas: { readonly [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  pair: z.string(),
  pairs: z.array(pairSetting),
  metric: z.enum(metricIds),
  threshold: z.number().nonnegative().max(1),
  units: z.enum(['bits', 'nats']),
  'decorations.heat': z.enum(['off', 'divergent', 'all']),
  'decorations.palette': z.enum(['colorBlindSafe', 'highContrast']),
  'live.enabled': z.boolean(),
  'live.debounce': count.max(60_000),
  contextWindow: count,
  stride: count,
  threads: count.max(mostThreads),
  dtype: z.enum(['auto', ...dtypes]),
  'models.directory': z.string(),
  'cache.size': count.max(1_000_000),
  maxDocumentLength: count.min(1),
  idleShutdown: z.number().nonnegative(),
  'sampling.count': count.min(1).max(500),
  'sampling.length': count.min(1),
  'sampling.temperature': z.number().nonnegative().max(100),
  'sampling.topP': z.number().min(0.001).max(1),
  'sampling.topK': count,
  'sampling.stop': z.array(z.string().min(1)),
  'sampling.seed': z
    .number()
    .int()
    .min(-1)
    .max(2 ** 32 - 1),
  'attractors.count': count.max(500),
  'probes.chat': z.boolean(),
};

/** Names of all settings, relative to `steerscope.` */
export const settingKeys: readonly (keyof Settings)[] = Object.keys(settingSchemas).filter(
  (key): key is keyof Settings => key in settingDefaults,
);

/** A setting as it was read, or its default and the reason when it holds something else. */
export function checkSetting<K extends keyof Settings>(
  key: K,
  value: unknown,
): { readonly value: Settings[K]; readonly problem?: string } {
  const schema: z.ZodType<Settings[K]> = settingSchemas[key];
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  return { value: settingDefaults[key], problem: z.prettifyError(result.error) };
}
