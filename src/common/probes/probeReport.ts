import type { AnswerChances, ProbingHead } from '../protocol/probing';
import type { ModelName } from '../sampling/continuation';
import { meanInterval, type MeanInterval } from '../stats/meanInterval';
import type { Probe, ProbeFile, ProbeQuestion } from './probeFile';

/** What one model predicts behind a question, against the truth. Logarithms are in nats. */
export interface QuestionFit {
  /** Probability of each answer. */
  readonly chances: readonly number[];
  /** The same as shares of what is on answers at all. */
  readonly shares: readonly number[];
  /** Probability of what is on none of the answers. */
  readonly leftover: number;
  /** Probability of beginnings of answers that were not followed: they may become answers, or not. */
  readonly unresolved: number;
  /** KL(truth ‖ model) of the shares; says nothing where the question is not {@link isAnswered answered}. */
  readonly kl: number;
  /** Total variation between truth and shares, 0 to 1; says nothing where `kl` does not. */
  readonly totalVariation: number;
}

/** A question with both models' predictions. */
export interface AskedQuestion {
  readonly question: ProbeQuestion;
  readonly base: QuestionFit;
  readonly tuned: QuestionFit;
}

/** KL(truth ‖ model) over several questions or probes, and how much more of it tuned has. */
export interface FitComparison {
  readonly base: MeanInterval;
  readonly tuned: MeanInterval;
  /** Tuned less base, of the same questions. */
  readonly difference: MeanInterval;
}

export interface ProbeOutcome {
  readonly probe: Probe;
  readonly asked: readonly AskedQuestion[];
  /** Over the probe's questions that both models answer. */
  readonly fit: FitComparison;
}

/** How answered odds follow stated odds, over questions with two answers that both models answer. */
export interface OddsSlope {
  /** Of the logit of the share on the logit of the truth: 1 is right, 0 ignores what is stated. */
  readonly slope: number;
  /** From the spread of probes, whose questions are wordings of one thing. */
  readonly standardError: number;
  /** Logit of the first answer's share where both are stated to be equally likely, in nats: 0 is right. */
  readonly intercept: number;
  readonly interceptStandardError: number;
  readonly questions: number;
}

/** What the answers to a file of probes say. */
export interface ProbeReport extends ProbingHead {
  readonly file: ProbeFile;
  /** Whether the tuned model was asked in a chat. */
  readonly chat: boolean;
  readonly outcomes: readonly ProbeOutcome[];
  /** Questions that only one of the models answers; they are in no mean. */
  readonly answeredByOne: number;
  /** Over the kinds of probes, each over its questions; over all questions where there is one kind. */
  readonly kinds: readonly { readonly kind: string; readonly fit: FitComparison }[];
  /** Over probes, which count alike; over questions where there are fewer than five probes. */
  readonly overall: FitComparison;
  readonly overallOf: 'probes' | 'questions';
  /** Undefined where questions with two answers state fewer than three different odds. */
  readonly slopes: Readonly<Record<ModelName, OddsSlope>> | undefined;
}

/** What both models said to one question. */
export type MeasuredQuestion = Readonly<Record<ModelName, AnswerChances>>;

/** Probability that is taken for an answer that was too improbable to be followed. */
const leastChance = 1e-7;

/** Probability on answers below which a question was not answered. */
const answeredMass = 0.1;

/** Probes from which the spread of probes is worth an interval. */
const fewestProbes = 5;

/** Questions of a file in the order in which they are asked. */
export function questionsOf({ probes }: ProbeFile): ProbeQuestion[] {
  return probes.flatMap(({ questions }) => questions);
}

/**
 * Compares answers with the truth.
 *
 * @param measured as many as {@link questionsOf} gives, in its order
 */
export function probeReport(
  file: ProbeFile,
  measured: readonly MeasuredQuestion[],
  about: Pick<ProbeReport, keyof ProbingHead | 'chat'>,
): ProbeReport {
  let next = 0;
  const outcomes = file.probes.map((probe): ProbeOutcome => {
    const asked = probe.questions.map((question): AskedQuestion => {
      const both = measured[next++];
      if (both === undefined) throw new RangeError('A question has no answers.');
      return {
        question,
        base: fitOf(question, both.base),
        tuned: fitOf(question, both.tuned),
      };
    });
    return { probe, asked, fit: compare(asked) };
  });
  const answered = outcomes.filter(({ fit }) => fit.base.count > 0);
  const overallOf = answered.length < fewestProbes ? 'questions' : 'probes';
  const all = outcomes.flatMap(({ asked }) => asked);
  const kinds = [...new Set(file.probes.map(({ kind }) => kind))];
  return {
    file,
    ...about,
    outcomes,
    answeredByOne: all.filter((question) => answeredBy(question) === 1).length,
    kinds: kinds.map((kind) => ({
      kind,
      fit: compare(
        outcomes.filter(({ probe }) => probe.kind === kind).flatMap(({ asked }) => asked),
      ),
    })),
    overall: overallOf === 'questions' ? compare(all) : compareMeans(outcomes),
    overallOf,
    slopes: slopesOf(outcomes),
  };
}

function fitOf({ answers }: ProbeQuestion, { chances, unresolved }: AnswerChances): QuestionFit {
  const known = answers.map((_, answer) => Math.max(chances[answer] ?? 0, leastChance));
  const mass = known.reduce((sum, chance) => sum + chance, 0);
  const shares = known.map((chance) => chance / mass);
  return {
    chances: answers.map((_, answer) => chances[answer] ?? 0),
    shares,
    leftover: Math.max(0, 1 - unresolved - chances.reduce((sum, chance) => sum + chance, 0)),
    unresolved,
    // Rounding must not make it negative.
    kl: Math.max(
      0,
      answers.reduce(
        (sum, { truth }, answer) =>
          sum + (truth > 0 ? truth * Math.log(truth / (shares[answer] ?? 0)) : 0),
        0,
      ),
    ),
    totalVariation:
      answers.reduce((sum, { truth }, answer) => sum + Math.abs(truth - (shares[answer] ?? 0)), 0) /
      2,
  };
}

/** How many of the two models answer a question; only answers of both can be compared. */
export function answeredBy({ base, tuned }: AskedQuestion): number {
  return [base, tuned].filter(isAnswered).length;
}

/** Whether a model gives the answers so much that their shares mean something. */
export function isAnswered({ chances }: QuestionFit): boolean {
  return chances.reduce((sum, chance) => sum + chance, 0) >= answeredMass;
}

function isComparable(question: AskedQuestion): boolean {
  return answeredBy(question) === 2;
}

function compare(asked: readonly AskedQuestion[]): FitComparison {
  const answered = asked.filter(isComparable);
  return {
    base: meanInterval(answered.map(({ base }) => base.kl)),
    tuned: meanInterval(answered.map(({ tuned }) => tuned.kl)),
    difference: meanInterval(answered.map(({ base, tuned }) => tuned.kl - base.kl)),
  };
}

function compareMeans(outcomes: readonly ProbeOutcome[]): FitComparison {
  const means = (of: (fit: FitComparison) => MeanInterval): MeanInterval =>
    meanInterval(outcomes.map(({ fit }) => of(fit).mean).filter(Number.isFinite));
  return {
    base: means(({ base }) => base),
    tuned: means(({ tuned }) => tuned),
    difference: means(({ difference }) => difference),
  };
}

/** A probe's questions with one stated chance are one point, their mean: they are not independent. */
function slopesOf(outcomes: readonly ProbeOutcome[]): ProbeReport['slopes'] {
  const points = outcomes.flatMap(({ asked }) => {
    const binary = asked
      .filter(isComparable)
      .filter(
        ({ question: { answers } }) =>
          answers.length === 2 && answers.every(({ truth }) => truth > 0 && truth < 1),
      );
    const byTruth = new Map<string, AskedQuestion[]>();
    for (const one of binary) {
      const stated = truthOf(one.question).toFixed(6);
      byTruth.set(stated, [...(byTruth.get(stated) ?? []), one]);
    }
    return [...byTruth.values()];
  });
  const truths = points.map(([first]) => (first === undefined ? NaN : truthOf(first.question)));
  if (new Set(truths.map((truth) => truth.toFixed(6))).size < 3) return undefined;
  const questions = points.reduce((sum, point) => sum + point.length, 0);
  const slope = (model: ModelName): OddsSlope => ({
    ...regression(
      truths,
      points.map((point) => {
        const odds = point.map((question) => logit(question[model].shares[0] ?? NaN));
        return odds.reduce((sum, value) => sum + value, 0) / odds.length;
      }),
    ),
    questions,
  });
  return { base: slope('base'), tuned: slope('tuned') };
}

/** The logit of the first answer's chance in truth. */
function truthOf({ answers }: ProbeQuestion): number {
  return logit(answers[0]?.truth ?? NaN);
}

function logit(chance: number): number {
  return Math.log(chance / (1 - chance));
}

/** Least squares with an intercept. */
function regression(x: readonly number[], y: readonly number[]): Omit<OddsSlope, 'questions'> {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const slope =
    x.reduce((sum, value, index) => sum + (value - meanX) * ((y[index] ?? 0) - meanY), 0) / spread;
  const residuals = x.reduce(
    (sum, value, index) => sum + ((y[index] ?? 0) - meanY - slope * (value - meanX)) ** 2,
    0,
  );
  const variance = residuals / (x.length - 2);
  return {
    slope,
    standardError: Math.sqrt(variance / spread),
    intercept: meanY - slope * meanX,
    interceptStandardError: Math.sqrt(variance * (1 / x.length + meanX ** 2 / spread)),
  };
}
