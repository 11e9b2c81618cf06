import type { Prompt, SampleParams } from '../protocol/sampling';
import type { Continuation, ModelName, SampleSet } from '../sampling/continuation';
import { newcombe, wilsonOfGroups, type Share, type ShareDifference } from '../stats/proportions';
import { gramLength, reentryOf } from './reentry';
import { textIds } from './writtenTokens';

/** One continuation behind a token that was changed. */
export interface Perturbed {
  readonly prompt: number;
  /** Token of the reference that was changed, from 0. */
  readonly position: number;
  /** What stands there instead, and how probable the writer found it. */
  readonly id: number;
  readonly probability: number;
  /**
   * Tokens behind the changed one until the text is back in the reference; undefined where it does not
   * come back.
   */
  readonly reentry: number | undefined;
  /** Mean probability of the most probable token behind the change. */
  readonly confidence: number;
  readonly text: string;
}

/** What one model does when its own most probable text is changed. */
export interface PerturbationSide {
  /** Its most probable continuation of each prompt, token by token. */
  readonly references: readonly Continuation[];
  readonly perturbed: readonly Perturbed[];
  /** Share that comes back. */
  readonly returns: Share;
  /** Mean probability of the most probable token along the references. */
  readonly confidence: number;
}

/** Whether the models return to their own texts after a token was changed. */
export interface PerturbationReport {
  readonly base: PerturbationSide;
  readonly tuned: PerturbationSide;
  /** Tuned less base. */
  readonly difference: ShareDifference;
  /** Most tokens of a reference. */
  readonly length: number;
  /** As {@link SampleSet} has them. */
  readonly threads: number;
  readonly sideBySide: boolean;
  /** Bytes of every token that occurs. */
  readonly pieces: ReadonlyMap<number, Uint8Array>;
}

/** What is tested. */
export interface PerturbationTask extends Pick<SampleParams, 'prompts' | 'length'> {
  /** Whether texts go on behind the end of a document, as those sampled of these prompts do. */
  readonly pastEnd: boolean;
}

/** What is asked of the sampler; the caller adds pair, threads and so on. */
export type SampleRequest = Pick<
  SampleParams,
  'prompts' | 'writers' | 'count' | 'length' | 'decoding' | 'topK'
>;

/** Places of a reference at which a token is changed. */
const places = 8;

/** Tokens that are put there instead, the most probable others. */
const alternatives = 3;

/**
 * Changes single tokens of each model's most probable continuation and lets it go on: does it return?
 * Back is a text with eight tokens in a row that the reference has behind the place of the change and
 * the prompt has not.
 *
 * @param sample writes what is asked for
 * @param onProgress is told the share that is done, 0 to 1
 */
export async function testPerturbations(
  { prompts, length, pastEnd }: PerturbationTask,
  sample: (request: SampleRequest, onProgress: (fraction: number) => void) => Promise<SampleSet>,
  onProgress: (fraction: number) => void,
): Promise<PerturbationReport> {
  const steps = 1 + 2 * places;
  let done = 0;
  const step = async (request: SampleRequest): Promise<SampleSet> => {
    const set = await sample(request, (fraction) => {
      onProgress((done + fraction) / steps);
    });
    done++;
    onProgress(done / steps);
    return set;
  };
  const greedy = { temperature: 0, pastEnd };
  const references = await step({
    prompts,
    writers: ['base', 'tuned'],
    count: 1,
    length,
    decoding: greedy,
    topK: 1 + alternatives,
  });
  const pieces = new Map(references.pieces);
  const side = async (writer: ModelName): Promise<PerturbationSide> => {
    const own = references.continuations.filter((c) => c.writer === writer);
    const perturbed: Perturbed[] = [];
    for (const position of positionsOf(length)) {
      const changes = own.flatMap((reference) => changesAt(reference, position, references.topK));
      if (changes.length === 0) {
        done++;
        continue;
      }
      const set = await step({
        prompts: changes.map(({ reference, id }) => ({
          ...promptAt(prompts, reference.prompt),
          then: [
            ...(promptAt(prompts, reference.prompt).then ?? []),
            ...reference.ids.subarray(0, position),
            id,
          ],
        })),
        writers: [writer],
        count: 1,
        length: length - position - 1,
        decoding: greedy,
        topK: 1,
      });
      for (const [id, bytes] of set.pieces) pieces.set(id, bytes);
      for (const continuation of set.continuations) {
        const change = changes[continuation.prompt];
        if (change === undefined) continue;
        const { reference, id, probability } = change;
        perturbed.push({
          prompt: reference.prompt,
          position,
          id,
          probability,
          reentry: reentryOf(
            continuation,
            reference,
            position,
            references.prompts[reference.prompt]?.text ?? '',
            set.pieces,
          ),
          confidence: confidenceOf(continuation, set.topK),
          text: continuation.text,
        });
      }
    }
    const byPrompt = (counts: (change: Perturbed) => boolean): number[] =>
      prompts.map((_, prompt) => perturbed.filter((p) => p.prompt === prompt && counts(p)).length);
    return {
      references: own,
      perturbed,
      returns: wilsonOfGroups(
        byPrompt(({ reentry }) => reentry !== undefined),
        byPrompt(() => true),
      ),
      confidence: mean(own.map((reference) => confidenceOf(reference, references.topK))),
    };
  };
  const [base, tuned] = [await side('base'), await side('tuned')];
  onProgress(1);
  const { threads, sideBySide } = references;
  return {
    base,
    tuned,
    difference: newcombe(tuned.returns, base.returns),
    length,
    threads,
    sideBySide,
    pieces,
  };
}

/** Places at even distances, from which enough of the reference is left to return to. */
function positionsOf(length: number): number[] {
  const last = length - 2 * gramLength;
  const count = Math.min(places, Math.max(1, last));
  return Array.from({ length: count }, (_, place) =>
    Math.max(0, Math.floor((place * last) / Math.max(1, count))),
  );
}

interface Change {
  readonly reference: Continuation;
  readonly id: number;
  readonly probability: number;
}

/** The most probable other tokens at a place; none where too little of the reference is left. */
function changesAt(reference: Continuation, position: number, topK: number): Change[] {
  const { statistics } = reference;
  const ids = textIds(reference);
  if (ids.length < position + 1 + gramLength) return [];
  return Array.from({ length: topK }, (_, place) => {
    const at = position * topK + place;
    return {
      reference,
      id: statistics.topIds[at] ?? -1,
      probability: statistics.topProbabilities[at] ?? 0,
    };
  })
    .filter(({ id, probability }) => id >= 0 && id !== ids[position] && probability > 0)
    .slice(0, alternatives);
}

function promptAt(prompts: readonly Prompt[], index: number): Prompt {
  const prompt = prompts[index];
  if (prompt === undefined) throw new RangeError(`There is no prompt ${index}.`);
  return prompt;
}

/** Mean probability of the most probable token at every step. */
function confidenceOf({ ids, statistics }: Continuation, topK: number): number {
  return mean(Array.from(ids, (_, token) => statistics.topProbabilities[token * topK] ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
