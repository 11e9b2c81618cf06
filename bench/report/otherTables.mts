import type { Delay } from '../harness/hostSuite.mjs';
import { describeMachine } from '../harness/machine.mjs';
import type { Taken } from '../results.mjs';
import type { AnalysesResults } from '../sections/analyses.mjs';
import type { HostResults } from '../sections/host.mjs';
import type { MegabyteResults } from '../sections/megabyte.mjs';
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

export function hostTable(results: HostResults): string {
  const { idle, running, typing } = results.eventLoop;
  const rows = Object.entries({
    'nothing runs': idle,
    'a long text is compared': running,
    'typing in live mode': typing,
  }).map(([name, delay]) => [
    name,
    delay.p50.toFixed(1),
    delay.p99.toFixed(1),
    delay.most.toFixed(1),
    delay.seconds.toFixed(0),
  ]);
  return [
    table(
      ["delay of the extension host's event loop, ms", 'median', 'p99', 'most', 'seconds'],
      rows,
    ),
    `Decorations of a text of 5,000 tokens: ${formatSpread(results.painting.updates, 1)} ms an update. First heat in the editor after the command: ${formatSpread(results.firstDecoration.cold, 0)} ms with a new model process, ${formatSpread(results.firstDecoration.warm, 0)} ms with the pair in memory. ${takenWith(results)}`,
  ].join('\n\n');
}

export function megabyteTable(results: MegabyteResults): string {
  const { units, tokens, firstRows, eventLoop, analysing, cancel, memory } = results;
  const delays = (name: string, { p50, p99, most, seconds }: Delay): string[] => [
    name,
    p50.toFixed(1),
    p99.toFixed(1),
    most.toFixed(1),
    seconds.toFixed(seconds < 10 ? 1 : 0),
  ];
  const mebibytes = (value: number | null): string => value?.toFixed(0) ?? '–';
  return [
    table(
      ["delay of the extension host's event loop, ms", 'median', 'p99', 'most', 'seconds'],
      [
        delays('the text is compared', eventLoop),
        delays('all that the panel shows of it is made and sent, eight times', analysing),
      ],
    ),
    table(
      ['resident memory, MiB', 'before', 'after', 'peak'],
      [
        ['extension host', mebibytes(memory.before.host), mebibytes(memory.after.host), ''],
        [
          'model process',
          mebibytes(memory.before.model),
          mebibytes(memory.after.model),
          `${mebibytes(memory.modelPeak)}, with what was cancelled ${mebibytes(memory.modelPeakOfAll)}`,
        ],
      ],
    ),
    `${formatCount(units)} characters, ${formatCount(tokens)} tokens; first rows after ${firstRows.toFixed(0)} ms with the pair in memory. The result's numbers take ${memory.rows.toFixed(0)} MiB of the extension host. From cancelling to the end of the run: ${formatSpread(cancel, 0)} ms at ${cancel.length} moments. ${takenWith(results)}`,
  ].join('\n\n');
}
