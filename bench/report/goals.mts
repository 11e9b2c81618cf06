import { loadResults, type Taken } from '../results.mjs';
import type { AnalysesResults } from '../sections/analyses.mjs';
import type { MemoryResults } from '../sections/memory.mjs';
import type { LengthRuns, PeerResults } from '../sections/peers.mjs';
import type { SamplingResults } from '../sections/sampling.mjs';
import type { StartResults } from '../sections/start.mjs';
import type { StatisticsResults } from '../sections/statistics.mjs';
import type { Subject } from '../harness/subjects.mjs';
import { editingGoals, hostGoals, megabyteGoals } from './editorGoals.mjs';
import { below, median, memoryGoal, tableOfGoals, type Goal } from './goal.mjs';
import { formatCount, formatSpread } from './markdown.mjs';
import { costs, ratios } from './peerTables.mjs';

/** How much more a token may cost at the greatest length than at a short one beyond the context. */
const growth = 1.1;

/** Every goal that has been measured, with the figure it is judged by. */
export function goalTable(): string {
  const goals = [
    ...statisticsGoals(loadResults('statistics')),
    ...peerGoals('bundled pair', loadResults('bundled')),
    ...peerGoals("SmolLM-135M's shape", loadResults('smollm')),
    ...peerGoals("SmolLM-135M's shape", loadResults('smollmLong')),
    ...startGoals(loadResults('start')),
    ...editingGoals(loadResults('editing')),
    ...hostGoals(loadResults('host')),
    ...megabyteGoals(loadResults('megabyte'), loadResults('memory')),
    ...analysesGoals(loadResults('analyses')),
    ...samplingGoals(loadResults('sampling')),
    ...memoryGoals(loadResults('memory')),
    ...linearGoals('bundled pair', loadResults('bundled')),
    ...linearGoals("SmolLM-135M's shape", loadResults('smollmLong')),
  ];
  return tableOfGoals(goals);
}

function statisticsGoals(results: StatisticsResults | undefined): Goal[] {
  if (results === undefined) return [];
  const { models, statistics, vocabulary, arithmeticLimit } = results;
  const share = statistics.map((cost, i) => (100 * cost) / (models[i] ?? NaN));
  const limit = models.map((cost) => cost / arithmeticLimit);
  const at = `at a vocabulary of ${formatCount(vocabulary)}`;
  return [
    below(results, `statistics ÷ models, ${at}`, share, 8, '%', 1),
    below(results, `models ÷ their multiplications alone, ${at}`, limit, 1.5, 'times', 2),
  ];
}

function peerGoals(pair: string, results: PeerResults | undefined): Goal[] {
  if (results === undefined) return [];
  const { contextWindow } = results.pair;
  const within = results.lengths.filter(({ tokens }) => tokens < contextWindow);
  const beyond = results.lengths.filter(({ tokens }) => tokens >= contextWindow);
  return [
    ...faster(results, `PyTorch script, ${pair}, one pass`, within, 'torch', 1.5),
    ...faster(results, `PyTorch script where it strides, ${pair}`, beyond, 'torch', 3),
    ...faster(
      results,
      `PyTorch script where it strides and Steerscope need not, ${pair}`,
      within.filter(({ tokens }) => tokens > 512),
      'torchShort',
      3,
    ),
    ...faster(results, `transformers.js script, ${pair}`, results.lengths, 'plain', 5),
  ];
}

/** One goal for each length at which the subject ran. */
function faster(
  { command }: Taken,
  name: string,
  lengths: readonly LengthRuns[],
  id: Subject['id'],
  least: number,
): Goal[] {
  return lengths.flatMap((length) => {
    const times = ratios(length, id, 'wall');
    if (times.length === 0) return [];
    return {
      goal: `${name}, ${formatCount(length.tokens)} tokens`,
      figure: `${formatSpread(times, 2)} times as long`,
      bar: `≥ ${least} times`,
      met: median(times) >= least,
      command,
    };
  });
}

function startGoals(results: StartResults | undefined): Goal[] {
  if (results === undefined) return [];
  return [
    below(results, 'first rows, process start included', results.cold, 1_000, 'ms', 0),
    below(results, 'first rows, pair in memory', results.warm, 100, 'ms', 0),
  ];
}

function analysesGoals(results: AnalysesResults | undefined): Goal[] {
  if (results === undefined) return [];
  const { tokens, analyses, selections } = results;
  const slowest = Math.max(...selections);
  return [
    below(results, `all analyses of ${formatCount(tokens)} tokens`, analyses, 200, 'ms', 0),
    below(results, 'λ* after a selection moved, the slowest', selections, 16, 'ms', 1, slowest),
  ];
}

function samplingGoals(results: SamplingResults | undefined): Goal[] {
  if (results === undefined) return [];
  return results.pairs.flatMap(({ pair, engine, generate, scored }) => {
    const goal = (who: string, taken: readonly number[]): Goal => {
      const times = taken.map((each, run) => each / (engine[run] ?? NaN));
      return {
        goal: `${who}, ${pair.name}, batch of ${results.count}`,
        figure: `${formatSpread(times, 2)} times as long`,
        bar: '≥ 2 times',
        met: median(times) >= 2,
        command: results.command,
      };
    };
    return [
      goal('`generate` of transformers.js without scores', generate),
      goal('`generate` of transformers.js with scores', scored),
    ];
  });
}

function memoryGoals(results: MemoryResults | undefined): Goal[] {
  if (results === undefined) return [];
  return results.pairs.map((measured) => {
    const most = Math.max(...measured.peaks.map(({ peak }) => peak));
    const longest = Math.max(...measured.peaks.map(({ tokens }) => tokens));
    const goal = `peak memory, ${measured.pair.name}, up to ${formatCount(longest)} tokens`;
    return memoryGoal(results, goal, measured, most);
  });
}

function linearGoals(pair: string, results: PeerResults | undefined): Goal[] {
  if (results === undefined) return [];
  const beyond = results.lengths.filter(({ tokens }) => tokens >= results.pair.contextWindow);
  const cost = (length: LengthRuns | undefined): number => {
    const engine = length?.subjects.find(({ id }) => id === 'engine');
    return engine === undefined ? NaN : median(costs(engine, 'wall'));
  };
  const [first, last] = [beyond[0], beyond.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const grown = cost(last) / cost(first);
  return [
    {
      goal: `cost a token, ${pair}, ${formatCount(last.tokens)} ÷ ${formatCount(first.tokens)} tokens`,
      figure: `${grown.toFixed(2)} times`,
      bar: `≤ ${growth} times`,
      met: grown <= growth,
      command: results.command,
    },
  ];
}
