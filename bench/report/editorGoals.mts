import { settingDefaults } from '../../src/common/contributions';
import type { Delay } from '../harness/hostSuite.mjs';
import type { EditingResults } from '../sections/editing.mjs';
import type { HostResults } from '../sections/host.mjs';
import type { MegabyteResults } from '../sections/megabyte.mjs';
import type { MemoryResults } from '../sections/memory.mjs';
import { below, memoryGoal, type Goal } from './goal.mjs';
import { formatCount, formatSpread } from './markdown.mjs';

/** Most milliseconds until something shows: from a new process, and with the pair in memory. */
const [coldMost, warmMost] = [1_000, 100];
/** Most milliseconds that the extension host may be late, 99 times of 100. */
const delayMost = 20;

const delayed = "extension host's event-loop delay, p99";

export function editingGoals(results: EditingResults | undefined): Goal[] {
  if (results === undefined) return [];
  const { switched, tokens } = results;
  const edit = `edit at 90 % of ${formatCount(tokens)} tokens`;
  const goal = (what: string, { full, edited }: EditingResults['switched']): Goal => {
    const share = edited.map((cost, run) => (100 * cost) / (full[run] ?? NaN));
    return below(results, `${what} ÷ the whole`, share, 15, '%', 1);
  };
  return [
    goal(edit, results),
    goal(`${edit}, after another document of the pair was scored`, switched),
  ];
}

export function hostGoals(results: HostResults | undefined): Goal[] {
  if (results === undefined) return [];
  const { comingBack, eventLoop, firstHeat, painting, command } = results;
  const heat = 'first heat in VS Code,';
  const shown = (goal: string, values: readonly number[], most: number): Goal =>
    below(results, goal, values, most, 'ms', 0);
  const delay = (goal: string, { p99 }: Delay): Goal =>
    below(results, `${delayed} ${goal}`, [p99], delayMost, 'ms', 1);
  return [
    {
      goal: `${heat} first use ever of a pair: it is probed, and ways to share the processors are measured`,
      figure: `${formatSpread(firstHeat.firstUse, 0)} ms`,
      command,
    },
    shown(`${heat} process start included`, firstHeat.cold, coldMost),
    shown(`${heat} pair in memory`, firstHeat.warm, warmMost),
    shown(`${heat} a compared document opened again`, comingBack.reopened, warmMost),
    shown('heat in VS Code, a compared document shown again', comingBack.shown, warmMost),
    ...eventLoop.working.flatMap(({ threads, running, typing }) => {
      const asked =
        threads === 0 ? 'threads as the engine chooses' : `${threads} threads asked for`;
      return [delay(`during a run, ${asked}`, running), delay(`while typing, ${asked}`, typing)];
    }),
    below(
      results,
      'decorations of 5,000 tokens, an update, the slowest',
      painting.updates,
      16,
      'ms',
      1,
      Math.max(...painting.updates),
    ),
  ];
}

export function megabyteGoals(
  results: MegabyteResults | undefined,
  measured: MemoryResults | undefined,
): Goal[] {
  if (results === undefined) return [];
  const { firstRows, eventLoop, analysing, cancel, memory } = results;
  const bundled = measured?.pairs.find(({ pair }) => pair.id === settingDefaults.pair);
  const text = `${formatCount(results.units)} characters`;
  const first = (how: string, values: readonly number[]): Goal =>
    below(results, `first rows of ${text}, ${how}`, values, coldMost, 'ms', 0);
  const delay = (what: string, { p99 }: typeof eventLoop): Goal =>
    below(results, `${delayed} while ${what}`, [p99], delayMost, 'ms', 1);
  return [
    first('process start included', firstRows.cold),
    first('pair in memory', firstRows.warm),
    delay(`${text} are compared`, eventLoop),
    delay('they are analysed', analysing),
    below(results, `cancelling ${text}, the slowest`, cancel, 300, 'ms', 0, Math.max(...cancel)),
    ...(bundled === undefined || memory.modelPeak === null
      ? []
      : [memoryGoal(results, `peak memory, ${text}`, bundled, memory.modelPeak)]),
  ];
}
