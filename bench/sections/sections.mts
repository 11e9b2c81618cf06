import { thisMachine } from '../harness/machine.mjs';
import { pairTask, type NamedTask } from '../harness/pairTask.mjs';
import { pairInDtypes, randomPair } from '../harness/python.mjs';
import { samplingWork } from '../harness/samplingWork.mjs';
import { subjects, type Subject } from '../harness/subjects.mjs';
import { TextMaker } from '../harness/texts.mjs';
import { saveResults, type Results, type SectionName, type Taken } from '../results.mjs';
import { measureAnalyses } from './analyses.mjs';
import { measureDtypes } from './dtypes.mjs';
import { measureEditing } from './editing.mjs';
import { bundledEfforts, rehearsal, smollmEfforts, smollmLongEfforts } from './efforts.mjs';
import { measureHost } from './host.mjs';
import { measureMegabyte } from './megabyte.mjs';
import { measureMemory } from './memory.mjs';
import { measurePeers, type Effort } from './peers.mjs';
import { measureSampling } from './sampling.mjs';
import { measureStart } from './start.mjs';
import { measureStatistics } from './statistics.mjs';

export interface SectionOptions {
  readonly threads: number;
  readonly python: string;
  /** One short run of everything, whose results are not kept. */
  readonly rehearse: boolean;
}

/** A part of the bench that runs by itself. */
export interface Section {
  readonly name: SectionName;
  readonly title: string;
  /** Measures, and keeps the results as soon as there are some. */
  measure(options: SectionOptions): Promise<void>;
}

const bundledPair = 'media/models/wedding-party/pair.json';

export const sections: readonly Section[] = [
  {
    name: 'bundled',
    title: 'every subject with the bundled pair, up to 50,000 tokens',
    measure: (options) =>
      peers('bundled', options, pairTask(bundledPair, options.threads), bundledEfforts),
  },
  {
    name: 'smollm',
    title: "every subject at SmolLM-135M's shape",
    measure: (options) =>
      peers(
        'smollm',
        options,
        pairTask(randomPair(options.python), options.threads),
        smollmEfforts,
      ),
  },
  {
    name: 'smollmLong',
    title: "Steerscope and the PyTorch script beyond the context of SmolLM-135M's shape",
    measure: (options) =>
      peers(
        'smollmLong',
        options,
        pairTask(randomPair(options.python), options.threads),
        smollmLongEfforts,
        ['engine', 'torch'],
      ),
  },
  {
    name: 'statistics',
    title: 'the statistics beside the models, at a vocabulary of 49,152',
    measure: (options) =>
      keep('statistics', options, async (taken) => {
        const task = pairTask(randomPair(options.python), options.threads);
        return { ...taken, ...(await measureStatistics(task, options.rehearse ? 1 : 16)) };
      }),
  },
  {
    name: 'start',
    title: 'time to the first rows with the bundled pair',
    measure: (options) =>
      keep('start', options, async (taken) => {
        const task = pairTask(bundledPair, options.threads);
        const runs = options.rehearse ? 1 : 9;
        return { ...taken, ...(await measureStart(task, runs, await textsFor(task))) };
      }),
  },
  {
    name: 'editing',
    title: 'an edit at 90 % of 2,000 tokens, at once and after another document',
    measure: (options) =>
      keep('editing', options, async (taken) => {
        const task = pairTask(bundledPair, options.threads);
        const runs = options.rehearse ? 1 : 9;
        return { ...taken, ...(await measureEditing(task, runs, await textsFor(task))) };
      }),
  },
  {
    name: 'memory',
    title: 'peak memory of the model process by length of the text',
    measure: (options) =>
      keep('memory', options, async (taken) => {
        const bundled = pairTask(bundledPair, options.threads);
        const large = pairTask(randomPair(options.python), options.threads);
        const short = options.rehearse;
        const pairs = [
          await measureMemory(
            bundled,
            short ? [100] : [500, 2_000, 8_000, 50_000],
            await textsFor(bundled),
          ),
          await measureMemory(large, short ? [50] : [500, 2_000, 8_000], await textsFor(large)),
        ];
        return { ...taken, pairs };
      }),
  },
  {
    name: 'dtypes',
    title: 'what each dtype does to the numbers of the bundled pair',
    measure: (options) =>
      keep('dtypes', options, async (taken) => {
        const task = pairTask(bundledPair, options.threads);
        const folder = pairInDtypes(options.python, bundledPair, task.id);
        const [tokens, runs] = options.rehearse ? [100, 1] : [1_000, 5];
        const texts = await textsFor(task);
        return { ...taken, ...(await measureDtypes(task, folder, tokens, runs, texts)) };
      }),
  },
  {
    name: 'host',
    title: 'VS Code: first heat, coming back, delays at several numbers of threads',
    measure: (options) =>
      keep('host', options, async (taken) => ({
        ...taken,
        ...(await measureHost(options.rehearse)),
      })),
  },
  {
    name: 'megabyte',
    title: 'a text of a megabyte in VS Code: first rows, delays, cancelling, memory',
    measure: (options) =>
      keep('megabyte', options, async (taken) => ({
        ...taken,
        ...(await measureMegabyte(options.rehearse)),
      })),
  },
  {
    name: 'analyses',
    title: 'all analyses of a long text, and λ* of a selection that moves',
    measure: (options) =>
      keep('analyses', options, async (taken) => {
        const task = pairTask(bundledPair, options.threads);
        const { rehearse } = options;
        const [tokens, runs] = rehearse ? [200, 1] : [50_000, 40];
        return { ...taken, ...(await measureAnalyses(task, tokens, runs, await textsFor(task))) };
      }),
  },
  {
    name: 'sampling',
    title: 'eight continuations by each model, beside generate of transformers.js',
    measure: (options) =>
      keep('sampling', options, async (taken) => {
        const { count, length } = samplingWork;
        const bundled = pairTask(bundledPair, options.threads);
        const large = pairTask(randomPair(options.python), options.threads);
        const runs = options.rehearse ? [1, 1] : [9, 5];
        const pairs = [
          await measureSampling(bundled, runs[0] ?? 1, await textsFor(bundled)),
          await measureSampling(large, runs[1] ?? 1, await textsFor(large)),
        ];
        return { ...taken, count, length, pairs };
      }),
  },
];

/** @param who takes part; everybody where it is left out */
async function peers(
  name: 'bundled' | 'smollm' | 'smollmLong',
  options: SectionOptions,
  task: NamedTask,
  efforts: readonly Effort[],
  who?: readonly Subject['id'][],
): Promise<void> {
  const taken = takenNow(name, options);
  // Windows shorter than the context are worth a row where the context is long.
  const chosen = subjects(options.python).filter(
    ({ id, contextWindow = 0 }) =>
      contextWindow < task.contextWindow && (who?.includes(id) ?? true),
  );
  await measurePeers(
    task,
    chosen,
    options.rehearse ? rehearsal(efforts) : efforts,
    await textsFor(task),
    options.python,
    (results) => {
      const { tokens, subjects: runs } = results.lengths.at(-1) ?? { tokens: 0, subjects: [] };
      console.error(
        `${tokens} tokens: ${runs.map(({ id, runs: { length } }) => `${id} × ${length}`).join(', ')}`,
      );
      if (!options.rehearse) saveResults(name, { ...taken, ...results });
    },
  );
}

async function keep<Name extends SectionName>(
  name: Name,
  options: SectionOptions,
  measure: (taken: Taken) => Promise<Results[Name]>,
): Promise<void> {
  const results = await measure(takenNow(name, options));
  if (options.rehearse) console.error(JSON.stringify(results));
  else saveResults(name, results);
}

/** Sections of the extension as it is, which no option of the bench gives threads. */
const inEditor: readonly SectionName[] = ['host', 'megabyte'];

function takenNow(name: SectionName, { threads }: SectionOptions): Taken {
  const command = `npm run bench -- --section ${name}`;
  const machine = thisMachine();
  return inEditor.includes(name)
    ? { command, machine }
    : { command: `${command} --threads ${threads}`, machine, threads };
}

function textsFor(task: NamedTask): Promise<TextMaker> {
  const source = 'test/fixtures/texts/longer-than-the-context.txt';
  return TextMaker.create(source, task.base, `out/bench/texts/${task.id}`);
}
