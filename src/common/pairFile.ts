import { z } from 'zod';
import { dtypes } from './comparison';
import { UserFacingError } from './errors';
import type { TunedCheckpoint } from './protocol/checkpoints';
import type { PairSpec } from './protocol/model';

const checkpointSchema = z.looseObject({
  directory: z.string().min(1).meta({
    description: 'Folder in the layout transformers.js loads; relative to this file or absolute.',
  }),
  name: z.string().min(1).optional(),
});

const tunedSchema = checkpointSchema.extend({
  id: z.string().min(1).optional().meta({
    description: 'What chooses this checkpoint; its directory where left out.',
  }),
  default: z.boolean().optional().meta({
    description: 'The checkpoint taken when none is chosen; the first where none is marked.',
  }),
  training: z
    .looseObject({
      method: z.string().optional(),
      reward: z.string().optional(),
      beta: z.number().positive().optional().meta({
        description: 'Strength of the KL penalty, in units of the reward per nat.',
      }),
      steps: z.number().optional(),
      klSpent: z.number().optional().meta({
        description: 'Mean KL(tuned ‖ base) of a continuation of klTokens tokens, in nats.',
      }),
      klTokens: z.number().optional(),
      meanReward: z.number().optional().meta({
        description: 'Mean reward of the continuations that klSpent is of, in units of the reward.',
      }),
      baseReward: z.number().optional().meta({
        description: 'Mean reward of continuations of the same prompts by the base, as long.',
      }),
      prompts: z.string().min(1).optional().meta({
        description: 'What those continuations were written behind, in a few words.',
      }),
      seed: z.number().optional(),
    })
    .optional(),
});

/** The format of pair.json; the published JSON Schema is made from it. */
export const pairFileSchema = z
  .looseObject({
    formatVersion: z.literal(1).optional(),
    id: z.string().min(1),
    name: z.string().min(1).optional(),
    description: z.string().optional(),
    licence: z.string().optional(),
    dtype: z.enum(dtypes).optional().meta({
      description: 'Weight format of both models by its transformers.js name; fp32 where left out.',
    }),
    prefix: z.array(z.int().min(0)).optional().meta({
      description:
        'Token ids put before every window of both models; the document separator of the tokenizer where left out.',
    }),
    contextLength: z.int().min(2).optional().meta({
      description: 'Most tokens that both models see at once, prefix included.',
    }),
    base: checkpointSchema,
    tuned: z.array(tunedSchema).min(1),
    conditions: z.array(z.string().min(1)).optional().meta({
      description:
        'Texts that ask the base for what tuning rewarded, such as a header or a system prompt; offered as prefixes to compare with.',
    }),
    samples: z
      .array(
        z.looseObject({
          path: z.string(),
          title: z.string().optional(),
          origin: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ title: 'Steerscope model pair' });

export type PairFile = z.infer<typeof pairFileSchema>;

type TunedEntry = PairFile['tuned'][number];

/**
 * Reads the text of a pair.json.
 *
 * @param name the file as messages call it
 * @throws UserFacingError naming the field that is wrong
 */
export function parsePairFile(text: string, name: string): PairFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw pairFileError(`${name} cannot be read: it is not JSON.`, error);
  }
  const parsed = pairFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw pairFileError(`${name} is not a pair of models: ${describe(json, issue)}.`, parsed.error);
  }
  const ids = parsed.data.tuned.map(tunedCheckpointId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw pairFileError(
      `${name} is not a pair of models: two tuned checkpoints are called "${twice}".`,
    );
  }
  return parsed.data;
}

/** The id by which a tuned checkpoint of a pair is chosen. */
export function tunedCheckpointId(entry: TunedEntry): string {
  return entry.id ?? entry.directory;
}

/**
 * The pair to load: the tuned checkpoint with the given id, or the default one.
 *
 * @param resolve makes an absolute path of a directory that the file names
 * @throws UserFacingError if the pair has no such checkpoint
 */
export function toPairSpec(
  file: PairFile,
  resolve: (directory: string) => string,
  tunedCheckpoint?: string,
): PairSpec {
  const tuned =
    tunedCheckpoint === undefined
      ? (file.tuned.find((entry) => entry.default === true) ?? file.tuned[0])
      : file.tuned.find((entry) => tunedCheckpointId(entry) === tunedCheckpoint);
  if (tuned === undefined) {
    const ids = file.tuned.map(tunedCheckpointId).join(', ');
    throw new UserFacingError(
      'usage',
      `The pair ${file.id} has no tuned checkpoint "${tunedCheckpoint ?? ''}". Choose one of: ${ids}.`,
      ['choosePair'],
    );
  }
  return {
    id: file.id,
    name: file.name ?? file.id,
    base: {
      name: file.base.name ?? shortName(file.base.directory),
      directory: resolve(file.base.directory),
    },
    tuned: {
      name: tuned.name ?? tuned.id ?? shortName(tuned.directory),
      directory: resolve(tuned.directory),
    },
    dtype: file.dtype ?? 'fp32',
    ...(file.prefix === undefined ? {} : { prefix: file.prefix }),
    ...(file.contextLength === undefined ? {} : { contextLength: file.contextLength }),
    ...(tuned.training?.beta === undefined ? {} : { beta: tuned.training.beta }),
  };
}

/**
 * All tuned checkpoints of a pair, in the order of the file.
 *
 * @param resolve makes an absolute path of a directory that the file names
 */
export function tunedCheckpoints(
  file: PairFile,
  resolve: (directory: string) => string,
): readonly TunedCheckpoint[] {
  return file.tuned.map((entry) => {
    const id = tunedCheckpointId(entry);
    const { reward, meanReward, baseReward, klSpent, klTokens, prompts } = entry.training ?? {};
    return {
      id,
      pair: toPairSpec(file, resolve, id),
      stated: { reward, meanReward, baseReward, klSpent, klTokens, prompts },
    };
  });
}

/** A directory as a name: of an absolute one, the last part. */
function shortName(directory: string): string {
  const absolute = /^([/\\]|[a-z]:)/i.test(directory);
  return (absolute ? /[^/\\]+(?=[/\\]*$)/.exec(directory)?.[0] : undefined) ?? directory;
}

function pairFileError(problem: string, cause?: unknown): UserFacingError {
  return new UserFacingError(
    'unreadable',
    `${problem} Correct the file or choose another pair.`,
    ['choosePair'],
    { cause },
  );
}

/** The first thing wrong with the file, as `"base.directory" is missing`. */
function describe(json: unknown, issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'it has another format';
  if (issue.path.length === 0) return 'it is not a JSON object';
  const field = issue.path.map(String).join('.');
  if (valueAt(json, issue.path) === undefined) return `"${field}" is missing`;
  if (issue.code === 'invalid_type') {
    return `"${field}" must be ${expected[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String).join(', ');
    return `"${field}" must be ${values.replace(/, ([^,]*)$/, ' or $1')}`;
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'number' || issue.origin === 'int'
      ? `"${field}" must be at least ${issue.minimum}`
      : `"${field}" must not be empty`;
  }
  return `"${field}" has a value that is not allowed`;
}

const expected: Readonly<Partial<Record<string, string>>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
