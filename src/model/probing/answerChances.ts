import type { AnswerChances } from '../../common/protocol/probing';
import type { ModelName } from '../../common/sampling/continuation';
import type { BatchLogits } from '../causalLm';
import type { PromptState } from '../sampling/promptState';
import { BatchSide } from '../sampling/batchSide';
import { AnswerSpellings } from './answerSpellings';
import { beginsOutsideWord, type Vocabulary } from './vocabulary';

/** Probability below which, under both models, a beginning of answers is not followed. */
const leastChance = 1e-7;

/** Most beginnings that are followed at once. */
const mostBeginnings = 64;

/** Tokens of an answer for which there is room at once. */
const usualAnswer = 16;

const models = ['base', 'tuned'] as const;

/** Tokens that spell a beginning of answers. */
interface Beginning {
  readonly bytes: Uint8Array;
  /** Its last token. */
  readonly id: number;
  /** Place in the batch of the beginning it comes from. */
  readonly parent: number;
  /** Probability of its tokens behind the prompt. */
  readonly chance: Readonly<Record<ModelName, number>>;
  /** Answers that it spells to the end, if nothing goes on with their last word. */
  readonly ends: readonly number[];
  /** Whether answers go on behind it. */
  readonly goesOn: boolean;
}

/**
 * The probability that what a model writes behind a prompt begins with an answer, whatever tokens spell
 * it, and does not go on with the answer's last word: " seven" is not " seventy". All tokenisations are
 * followed, as far as their probability matters under either model.
 *
 * @param states both models behind the prompt
 * @throws CancelledError between two runs of a model once the signal has aborted
 */
export async function answerChances(
  states: Readonly<Record<ModelName, PromptState>>,
  answers: readonly (readonly string[])[],
  vocabulary: Vocabulary,
  signal: AbortSignal,
): Promise<Readonly<Record<ModelName, AnswerChances>>> {
  const spellings = new AnswerSpellings(answers, beginsOutsideWord);
  const sums = { base: new Sums(answers.length), tuned: new Sums(answers.length) };
  const sides = {
    base: new BatchSide([states.base], usualAnswer, signal),
    tuned: new BatchSide([states.tuned], usualAnswer, signal),
  };
  try {
    await followAll(spellings, vocabulary, sides, sums);
  } finally {
    for (const model of models) sides[model].dispose();
  }
  return { base: sums.base.result(), tuned: sums.tuned.result() };
}

/** Follows all beginnings of answers, one token longer at a time. */
async function followAll(
  spellings: AnswerSpellings,
  vocabulary: Vocabulary,
  sides: Readonly<Record<ModelName, BatchSide>>,
  sums: Readonly<Record<ModelName, Sums>>,
): Promise<void> {
  let beginnings: readonly Beginning[] = [
    {
      bytes: new Uint8Array(0),
      id: -1,
      parent: -1,
      chance: { base: 1, tuned: 1 },
      ends: [],
      goesOn: true,
    },
  ];
  while (beginnings.length > 0) {
    const next: Beginning[] = [];
    for (const [place, beginning] of beginnings.entries()) {
      const probabilities = {
        base: probabilitiesOf(sides.base.next, place, vocabulary.width),
        tuned: probabilitiesOf(sides.tuned.next, place, vocabulary.width),
      };
      for (const model of models) {
        if (beginning.ends.length === 0) continue;
        const chance = beginning.chance[model] * vocabulary.endChance(probabilities[model]);
        for (const answer of beginning.ends) sums[model].add(answer, chance);
      }
      if (beginning.goesOn) {
        next.push(...follow(beginning, place, probabilities, spellings, vocabulary, sums));
      }
    }
    beginnings = kept(next, sums);
    if (beginnings.length === 0) break;
    const parents = beginnings.map(({ parent }) => parent);
    const ids = Int32Array.from(beginnings, ({ id }) => id);
    for (const model of models) {
      sides[model].select(parents);
      await sides[model].feed(ids, 1);
    }
  }
}

/** The beginnings one token longer; what completes an answer is added to the sums at once. */
function follow(
  { bytes, chance }: Beginning,
  parent: number,
  probabilities: Readonly<Record<ModelName, Float64Array>>,
  spellings: AnswerSpellings,
  vocabulary: Vocabulary,
  sums: Readonly<Record<ModelName, Sums>>,
): Beginning[] {
  const longer: Beginning[] = [];
  for (const byte of spellings.nextBytes(bytes)) {
    for (const id of vocabulary.beginningWith(byte)) {
      const token = vocabulary.bytesOf(id);
      const step = spellings.step(bytes, token);
      if (step === undefined) continue;
      const own = {
        base: chance.base * (probabilities.base[id] ?? 0),
        tuned: chance.tuned * (probabilities.tuned[id] ?? 0),
      };
      for (const answer of step.completes) {
        for (const model of models) sums[model].add(answer, own[model]);
      }
      const { ends, goesOn } = step;
      if (ends.length === 0 && !goesOn) continue;
      const joined = new Uint8Array(bytes.length + token.length);
      joined.set(bytes);
      joined.set(token, bytes.length);
      longer.push({ bytes: joined, id, parent, chance: own, ends, goesOn });
    }
  }
  return longer;
}

/** The beginnings that are worth following; the others' probability stays unresolved. */
function kept(
  beginnings: readonly Beginning[],
  sums: Readonly<Record<ModelName, Sums>>,
): Beginning[] {
  const larger = ({ chance }: Beginning): number => Math.max(chance.base, chance.tuned);
  const sorted = [...beginnings].sort((a, b) => larger(b) - larger(a));
  const followed = sorted.slice(0, mostBeginnings).filter((one) => larger(one) >= leastChance);
  for (const { chance } of sorted.slice(followed.length)) {
    for (const model of models) sums[model].unresolved += chance[model];
  }
  return followed;
}

/** The softmax of one row of logits, in float64. */
function probabilitiesOf(
  { data, dims: [, , ids] }: BatchLogits,
  row: number,
  width: number,
): Float64Array {
  const logits = data.subarray(row * ids, row * ids + width);
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Probabilities of answers under one model, while they add up. */
class Sums {
  unresolved = 0;
  private readonly chances: Float64Array;

  constructor(answers: number) {
    this.chances = new Float64Array(answers);
  }

  add(answer: number, chance: number): void {
    this.chances[answer] = (this.chances[answer] ?? 0) + chance;
  }

  result(): AnswerChances {
    return { chances: this.chances, unresolved: this.unresolved };
  }
}
