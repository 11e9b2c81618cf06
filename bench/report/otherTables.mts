import { describeMachine } from '../harness/machine.mjs';
import type { Taken } from '../results.mjs';
import type { AnalysesResults } from '../sections/analyses.mjs';
import type { MemoryResults } from '../sections/memory.mjs';
import type { SamplingResults } from '../sections/sampling.mjs';
import type { StatisticsResults } from '../sections/statistics.mjs';
import { formatCount, formatSpread, table } from './markdown.mjs';

/** The command and the machine, for below a table. */
export function takenWith({ command, machine, threads }: Taken): string {
  return `\`${command}\`. ${describeMachine(machine, threads)}`;
}

export function statisticsTable(results: StatisticsResults): string {
  const { models, statistics, kernelProcessor, plainProcessor, vocabulary, chunkLength } = results;
  const share = statistics.map((cost, i) => (100 * cost) / (models[i] ?? NaN));
  const times = plainProcessor.map((cost, i) => cost / (kernelProcessor[i] ?? NaN));
  const limit = models.map((cost) => cost / results.arithmeticLimit);
  return [
    table(
      [`vocabulary of ${formatCount(vocabulary)}, chunks of ${chunkLength} tokens`, ''],
      [
        ['both models, ms a token', formatSpread(models)],
        ['the statistics kernel, ms a token', formatSpread(statistics)],
        ['statistics ÷ models', `${formatSpread(share, 1)} %`],
        ['the kernel, processor ms a token', formatSpread(kernelProcessor)],
        [
          'the same statistics with `map`, `reduce` and a sort, processor ms a token',
          formatSpread(plainProcessor),
        ],
        ['as many times as long as the kernel', formatSpread(times, 0)],
        [
          "the models' multiplications alone, at the speed of one large product, ms a token",
          formatSpread([results.arithmeticLimit]),
        ],
        ['models ÷ that', formatSpread(limit, 2)],
      ],
    ),
    `Medians (least–most) of ${models.length} chunks. ${takenWith(results)}`,
  ].join('\n\n');
}

export function memoryTable(results: MemoryResults): string {
  const rows = results.pairs.flatMap(({ pair, weights, caches, peaks }) =>
    peaks.map(({ tokens, peak }) => [
      pair.name,
      formatCount(tokens),
      peak.toFixed(0),
      weights.toFixed(0),
      caches.toFixed(0),
      (peak - weights - caches).toFixed(0).replace('-', '−'),
    ]),
  );
  const head = ['pair', 'tokens', 'peak, MiB', 'weights as float32', 'keys and values', 'rest'];
  return `${table(head, rows)}\n\nOf the model process alone, a new one for each row, which scores two texts of that length. Keys and values are those that it may keep, which a short text does not fill: then the rest may be below 0. ${takenWith(results)}`;
}

export function analysesTable(results: AnalysesResults): string {
  const { tokens, analyses, sections, selections } = results;
  return [
    table(
      [`a text of ${formatCount(tokens)} tokens`, 'ms'],
      [
        ['all analyses', formatSpread(analyses, 0)],
        ['their sections: charts, tables, λ* of each paragraph', formatSpread(sections, 0)],
        ['λ* of a selection that grows to the whole text', formatSpread(selections, 1)],
      ],
    ),
    `Medians (least–most) of ${analyses.length} times. ${takenWith(results)}`,
  ].join('\n\n');
}

export function samplingTable(results: SamplingResults): string {
  const { pairs, count, length } = results;
  const rows = pairs.flatMap(({ pair, engine, generate, scored }) => {
    const row = (what: string, taken: readonly number[]): string[] => [
      pair.name,
      what,
      formatSpread(taken, 0),
      formatSpread(
        taken.map((each, run) => each / (engine[run] ?? NaN)),
        2,
      ),
    ];
    return [
      row('Steerscope, scores and statistics of both models included', engine),
      row('`generate` of transformers.js, which only writes', generate),
      row('`generate`, then a forward pass of both models and statistics in JavaScript', scored),
    ];
  });
  return [
    table(['pair', 'who', 'ms', 'times as long'], rows),
    `${count} continuations of ${length} tokens by each of the two models, prompt included. Medians (least–most), ratios run by run. ${takenWith(results)}`,
  ].join('\n\n');
}
