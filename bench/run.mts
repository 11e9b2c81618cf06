// Speed of the engine beside what people write without it, on the same weights, text and threads.
// `npm run bench -- --help` lists the options.
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parsePairFile, toPairSpec } from '../src/common/pairFile';
import { statisticsTable } from './statistics.mjs';
import type { Measurement, Task } from './subject.mjs';
import { SubjectProcess } from './subjectProcess.mjs';
import { formatSpread, spreadOf, table } from './summaries.mjs';

const usage = `npm run bench -- [options]
  --pair FILE      pair.json (default: the bundled pair, and the statistics alone)
  --statistics     the statistics alone
  --text FILE      what is scored
  --lengths N,N    of the text, in characters (default 1500,100000)
  --runs N         counted runs of each subject, taken in turn (default 9)
  --threads N      threads of every subject (default: all)
  --python FILE    Python with torch, transformers and onnx (default: python3)
  --write          put the tables into docs/performance.md, where it has a mark for them`;

const { values: options } = parseArgs({
  options: {
    pair: { type: 'string' },
    statistics: { type: 'boolean', default: false },
    text: { type: 'string', default: 'test/fixtures/texts/longer-than-the-context.txt' },
    lengths: { type: 'string', default: '1500,100000' },
    runs: { type: 'string', default: '9' },
    threads: { type: 'string', default: String(availableParallelism()) },
    python: { type: 'string', default: 'python3' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const node = [process.execPath, '--import', 'tsx'] as const;
const subjects: readonly (readonly [name: string, command: readonly [string, ...string[]]])[] = [
  ['Steerscope', [...node, 'bench/engine.mts']],
  ['PyTorch script', [options.python, 'bench/peers/torchScript.py']],
  ['transformers.js script', [...node, 'bench/peers/plainScript.mts']],
];

/** Starts the subjects that can run here, warms them up and asks each in turn. */
async function measure(task: Task, runs: number): Promise<Map<string, Measurement[]>> {
  const running: SubjectProcess[] = [];
  for (const [name, command] of subjects) {
    const subject = await SubjectProcess.start(name, command, task);
    if (typeof subject === 'string') console.error(`${name} is left out: ${subject}`);
    else running.push(subject);
  }
  const results = new Map<string, Measurement[]>(running.map(({ name }) => [name, []]));
  try {
    for (const subject of running) await subject.run();
    for (let run = 0; run < runs; run++) {
      for (const subject of running) results.get(subject.name)?.push(await subject.run());
    }
  } finally {
    for (const subject of running) subject.close();
  }
  return results;
}

/** Fails where subjects disagree: then they did not do the same work. */
function checkAgreement(results: ReadonlyMap<string, readonly Measurement[]>): void {
  const all = [...results.values()].flat();
  const [first] = all;
  for (const { tokens, meanJs } of all) {
    if (tokens !== first?.tokens || Math.abs(meanJs - first.meanJs) > 1e-5) {
      throw new Error(
        `The subjects disagree: ${tokens} tokens with ${meanJs} nats, ${first?.tokens} with ${first?.meanJs}.`,
      );
    }
  }
}

function resultTable(results: ReadonlyMap<string, readonly Measurement[]>): string {
  const [engine = []] = results.values();
  const figures = [
    ({ milliseconds, tokens }: Measurement) => milliseconds / tokens,
    ({ processorMilliseconds, tokens }: Measurement) => processorMilliseconds / tokens,
  ];
  const rows = [...results].map(([name, runs]) => [
    name,
    ...figures.flatMap((figure) => [
      formatSpread(spreadOf(runs.map(figure)), 2),
      formatSpread(spreadOf(runs.map((run, i) => figure(run) / figure(engine[i] ?? run))), 2),
    ]),
    Math.max(...runs.map(({ peakMemory }) => peakMemory)).toFixed(0),
  ]);
  const head = ['ms a token', 'Steerscope = 1', 'processor ms a token', 'Steerscope = 1'];
  return table(['', ...head, 'peak memory, MiB'], rows);
}

function machine(threads: number): string {
  const { node: version } = process.versions;
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node ${version}, threads: ${threads}`;
}

async function main(): Promise<void> {
  if (options.help) {
    console.log(usage);
    return;
  }
  const runs = Number(options.runs);
  const threads = Number(options.threads);
  const file = options.pair ?? 'media/models/wedding-party/pair.json';
  if (!options.statistics) await report(...(await pairReport(file, runs, threads)), threads);
  if (options.pair === undefined) {
    await report('statistics', await statisticsTable(runs, threads), threads);
  }
}

/** @returns the pair's id and its tables */
async function pairReport(
  file: string,
  runs: number,
  threads: number,
): Promise<readonly [id: string, report: string]> {
  const pair = toPairSpec(parsePairFile(readFileSync(file, 'utf8'), file), (folder) =>
    path.resolve(path.dirname(file), folder),
  );
  if (pair.dtype !== 'fp16' && pair.dtype !== 'fp32') throw new Error('Only fp32 and fp16.');
  const contextWindow = pair.contextLength ?? 1024;
  const text = readFileSync(options.text, 'utf8');
  const sections: string[] = [];
  for (const length of options.lengths.split(',').map(Number)) {
    const results = await measure(
      {
        base: pair.base.directory,
        tuned: pair.tuned.directory,
        dtype: pair.dtype,
        prefix: pair.prefix ?? [],
        contextWindow,
        stride: contextWindow / 2,
        threads,
        textFile: options.text,
        length: Math.min(length, text.length),
      },
      runs,
    );
    checkAgreement(results);
    const tokens = [...results.values()][0]?.[0]?.tokens ?? 0;
    const where =
      tokens < contextWindow
        ? 'within the context window'
        : `longer than the context window of ${contextWindow}, stride ${contextWindow / 2}`;
    sections.push(`**${pair.name}, ${pair.dtype}: ${tokens} tokens, ${where}**`);
    sections.push(resultTable(results));
  }
  return [pair.id, sections.join('\n\n')];
}

/** Prints a report and puts it where the page has marks with its name. */
async function report(name: string, tables: string, threads: number): Promise<void> {
  const pair =
    options.pair === undefined
      ? ''
      : ` --pair ${path.basename(path.dirname(options.pair))}/pair.json`;
  const command = `npm run bench --${pair} --lengths ${options.lengths} --runs ${options.runs} --threads ${threads}`;
  const text = `${tables}\n\nMedians (least–most) of ${options.runs} runs in turn: \`${command}\`. ${machine(threads)}.`;
  console.log(`${text}\n`);
  if (!options.write) return;
  const file = 'docs/performance.md';
  const page = await readFile(file, 'utf8');
  const [begin, end] = [`<!-- bench ${name}: begin -->`, `<!-- bench ${name}: end -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${file} has no marks for ${name}.`);
  }
  await writeFile(file, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}

await main();
