import type {
  Continuation,
  ContinuationStatistics,
  ModelName,
  SampleSet,
} from '../../../src/common/sampling/continuation';
import { exactDecoding } from '../../../src/common/sampling/decoding';
import { optimumOf, type MarkovChain } from '../../fixtures/markovChain';
import { seededRandom } from '../../model/support/randomLogits';

type Row = readonly number[];

/** The chance of the next state, by model, step and state. */
export type Rows = (model: ModelName, step: number, from: number) => Row;

/** Base and optimum of a chain. */
export function rowsOf(chain: MarkovChain): Rows {
  const { policy } = optimumOf(chain);
  return (model, step, from) =>
    (model === 'base' ? chain.transitions[from] : policy[step]?.[from]) ?? [];
}

/** The same chain twice. */
export function twiceBase(chain: MarkovChain): Rows {
  return (_model, _step, from) => chain.transitions[from] ?? [];
}

export interface MarkovSampling {
  readonly count: number;
  readonly length: number;
  readonly seed: number;
  /** States in which prompts end; a prompt each. The first state where left out. */
  readonly starts?: readonly number[];
  /** Leaves the statistics empty, which takes the time of large chains. */
  readonly textOnly?: boolean;
}

/** Continuations of a chain by both models, with their exact statistics; the same for the same seed. */
export function markovSamples(
  states: readonly string[],
  rows: Rows,
  { count, length, seed, starts = [0], textOnly = false }: MarkovSampling,
): SampleSet {
  const random = seededRandom(seed);
  const continuations: Continuation[] = [];
  starts.forEach((start, prompt) => {
    for (const writer of ['base', 'tuned'] as const) {
      for (let index = 0; index < count; index++) {
        const ids = new Int32Array(length);
        let from = start;
        for (let step = 0; step < length; step++) {
          from = draw(rows(writer, step, from), random);
          ids[step] = from;
        }
        continuations.push({
          prompt,
          writer,
          index,
          ids,
          end: 'length',
          text: Array.from(ids, (state) => `${states[state] ?? ''}\n`).join(''),
          splitsAlike: true,
          statistics: statisticsOf(textOnly ? new Int32Array(0) : ids, start, rows, writer),
        });
      }
    }
  });
  return {
    pair: {
      id: 'markov',
      name: 'Markov chain',
      base: { name: 'Chain' },
      tuned: { name: 'Optimum' },
      dtype: 'fp32',
      vocabularySize: states.length,
      prefix: [0],
      droppedMass: 0,
      noiseFloor: 1e-6,
      causality: 0,
    },
    prompts: starts.map((state) => ({
      text: state === 0 ? '' : `${states[state] ?? ''}\n`,
      tokenCount: state === 0 ? 0 : 1,
      seenCount: state === 0 ? 0 : 1,
    })),
    writers: ['base', 'tuned'],
    count,
    first: 0,
    length,
    contextWindow: 512,
    topK: 1,
    seed,
    coupled: false,
    decoding: { ...exactDecoding, pastEnd: true },
    threads: 2,
    sideBySide: true,
    continuations,
    pieces: new Map(states.map((name, state) => [state, new TextEncoder().encode(`${name}\n`)])),
  };
}

function draw(row: Row, random: () => number): number {
  let left = random();
  const state = row.findIndex((chance) => (left -= chance) < 0);
  return state < 0 ? row.findLastIndex((chance) => chance > 0) : state;
}

/** What both models say of a path, in closed form. */
function statisticsOf(
  ids: Int32Array,
  start: number,
  rows: Rows,
  writer: ModelName,
): ContinuationStatistics {
  const steps = Array.from(ids, (to, step) => {
    const from = step === 0 ? start : (ids[step - 1] ?? 0);
    return { b: rows('base', step, from), u: rows('tuned', step, from), to };
  });
  const column = (value: (at: (typeof steps)[number]) => number): Float64Array =>
    Float64Array.from(steps, value);
  const mean = (p: Row, value: (state: number) => number): number =>
    p.reduce((sum, chance, state) => sum + (chance > 0 ? chance * value(state) : 0), 0);
  const ratio = (b: Row, u: Row) => (state: number) => Math.log((u[state] ?? 0) / (b[state] ?? 0));
  const variance = (p: Row, value: (state: number) => number): number => {
    const centre = mean(p, value);
    return mean(p, (state) => (value(state) - centre) ** 2);
  };
  const model = (row: (at: (typeof steps)[number]) => Row) => ({
    surprisal: column((at) => -Math.log(row(at)[at.to] ?? 0)),
    entropy: column((at) => mean(row(at), (state) => -Math.log(row(at)[state] ?? 0))),
    rank: Int32Array.from(
      steps,
      (at) => 1 + row(at).filter((chance) => chance > (row(at)[at.to] ?? 0)).length,
    ),
  });
  return {
    base: model(({ b }) => b),
    tuned: model(({ u }) => u),
    klTunedBase: column(({ b, u }) => mean(u, ratio(b, u))),
    klBaseTuned: column(({ b, u }) => -mean(b, ratio(b, u))),
    js: column(({ b, u }) => {
      const middle = (state: number): number => ((b[state] ?? 0) + (u[state] ?? 0)) / 2;
      const part = (p: Row): number =>
        mean(p, (state) => Math.log((p[state] ?? 0) / middle(state))) / 2;
      return part(b) + part(u);
    }),
    tv: column(
      ({ b, u }) => b.reduce((sum, p, state) => sum + Math.abs(p - (u[state] ?? 0)), 0) / 2,
    ),
    logRatioVarianceTuned: column(({ b, u }) => variance(u, ratio(b, u))),
    logRatioVarianceBase: column(({ b, u }) => variance(b, ratio(b, u))),
    topIds: Int32Array.from(steps, ({ b, u }) => {
      const row = writer === 'base' ? b : u;
      return row.indexOf(Math.max(...row));
    }),
    topProbabilities: column(({ b, u }) => Math.max(...(writer === 'base' ? b : u))),
  };
}

/** The exact chance that a continuation visits one of some states. */
export function visitChance(
  rows: Rows,
  model: ModelName,
  start: number,
  length: number,
  visited: ReadonlySet<number>,
): number {
  let now = new Map([[start, 1]]);
  for (let step = 0; step < length; step++) {
    const next = new Map<number, number>();
    for (const [from, mass] of now) {
      rows(model, step, from).forEach((chance, to) => {
        if (!visited.has(to)) next.set(to, (next.get(to) ?? 0) + mass * chance);
      });
    }
    now = next;
  }
  return 1 - [...now.values()].reduce((sum, mass) => sum + mass, 0);
}
