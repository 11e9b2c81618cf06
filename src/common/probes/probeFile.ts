import { z } from 'zod';
import { UserFacingError } from '../errors';
import { beginsInsideWord } from '../text/words';

const answerSchema = z.strictObject({
  texts: z.array(z.string().min(1)).min(1).meta({
    description:
      'Texts that count as the answer, exactly as they follow the prompt, a space at the beginning included. None may be another one of the prompt with more behind its last word: " red ball" is counted in " red".',
  }),
  weight: z.number().min(0).meta({
    description:
      'How likely the answer is, in proportion to the other weights: 2 and 1 are 2/3 and 1/3.',
  }),
  label: z.string().min(1).optional().meta({
    description: 'What the answer is called; its first text where left out.',
  }),
});

const answersSchema = z.array(answerSchema).min(2);

const promptSchema = z.union([
  z.string().min(1),
  z.strictObject({
    text: z.string().min(1),
    answers: answersSchema.optional().meta({
      description: 'Answers of this prompt, where they are not those of the probe.',
    }),
  }),
]);

const probeSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1).optional(),
  kind: z.string().min(1).optional().meta({
    description: 'Probes of one kind are summed up together, such as coin or urn.',
  }),
  answers: answersSchema.optional().meta({
    description: 'What may follow, and how likely that is; for every prompt without its own.',
  }),
  prompts: z.array(promptSchema).min(1).meta({
    description: 'Texts behind which an answer is to come; several that ask for the same.',
  }),
});

/** The format of a file of probes; the published JSON Schema is made from it. */
export const probeFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    formatVersion: z.literal(1).optional(),
    title: z.string().min(1).optional(),
    probes: z.array(probeSchema).min(1),
  })
  .meta({
    title: 'Steerscope probes',
    description:
      'Prompts whose right answer is a known distribution: it is compared with what each model of a pair predicts.',
  });

/** An answer with its probability in truth. */
export interface ProbeAnswer {
  readonly label: string;
  readonly texts: readonly string[];
  /** Probability; those of a prompt add up to 1. */
  readonly truth: number;
}

export interface ProbeQuestion {
  readonly text: string;
  readonly answers: readonly ProbeAnswer[];
}

/** Questions that ask for the same in different words. */
export interface Probe {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly questions: readonly ProbeQuestion[];
}

export interface ProbeFile {
  readonly title: string;
  readonly probes: readonly Probe[];
}

/**
 * Reads the text of a file of probes.
 *
 * @param name the file as messages call it
 * @throws UserFacingError that says what is wrong with it
 */
export function parseProbeFile(text: string, name: string): ProbeFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw notProbes(name, 'it is not JSON', error);
  }
  const parsed = probeFileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.') ?? '';
    const message = (issue?.message ?? 'it has another format').replace(/^./, (letter) =>
      letter.toLowerCase(),
    );
    throw notProbes(name, field === '' ? message : `"${field}": ${message}`, parsed.error);
  }
  const { title, probes } = parsed.data;
  const ids = probes.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw notProbes(name, `two probes are called "${twice}"`);
  return {
    title: title ?? name,
    probes: probes.map((probe) => ({
      id: probe.id,
      title: probe.title ?? probe.id,
      kind: probe.kind ?? probe.id,
      questions: probe.prompts.map((prompt) => {
        const own = typeof prompt === 'string' ? undefined : prompt.answers;
        const answers = own ?? probe.answers;
        if (answers === undefined) throw notProbes(name, `the probe "${probe.id}" has no answers`);
        return {
          text: typeof prompt === 'string' ? prompt : prompt.text,
          answers: withTruth(answers, name, probe.id),
        };
      }),
    })),
  };
}

function withTruth(
  answers: z.infer<typeof answersSchema>,
  name: string,
  id: string,
): ProbeAnswer[] {
  const total = answers.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) throw notProbes(name, `all answers of the probe "${id}" have the weight 0`);
  const texts = answers.flatMap((answer) => answer.texts);
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined) {
    throw notProbes(name, `the probe "${id}" has the text ${JSON.stringify(twice)} twice`);
  }
  const nested = nestedTexts(texts);
  if (nested !== undefined) {
    const [shorter, longer] = nested.map((text) => JSON.stringify(text));
    throw notProbes(
      name,
      `in the probe "${id}" the text ${longer} is counted in ${shorter}, so that its probability would be added twice`,
    );
  }
  return answers.map((answer) => ({
    label: answer.label ?? (answer.texts[0] ?? '').trim(),
    texts: answer.texts,
    truth: answer.weight / total,
  }));
}

/**
 * A text and a longer one that only goes on behind its last word: whatever begins with the longer begins
 * with the shorter, too. Undefined where there are none.
 */
function nestedTexts(texts: readonly string[]): readonly [string, string] | undefined {
  for (const shorter of texts) {
    const longer = texts.find(
      (text) =>
        text.length > shorter.length &&
        text.startsWith(shorter) &&
        !beginsInsideWord(text.slice(shorter.length)),
    );
    if (longer !== undefined) return [shorter, longer];
  }
  return undefined;
}

function notProbes(name: string, reason: string, cause?: unknown): UserFacingError {
  return new UserFacingError(
    'unreadable',
    `${name} is not a file of probes: ${reason}. Correct it; schema/probes.schema.json describes it.`,
    [],
    { cause },
  );
}
