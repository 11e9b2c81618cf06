import { memoryBar, memoryBeyond, type MemoryParts } from '../harness/memoryBar.mjs';
import { spreadOf } from '../harness/spread.mjs';
import type { Taken } from '../results.mjs';
import { formatSpread, table } from './markdown.mjs';

/** A figure and what it is judged by. */
export interface Goal {
  readonly goal: string;
  readonly figure: string;
  /** Absent where the goals set none. */
  readonly bar?: string;
  readonly met?: boolean;
  readonly command: string;
}

export const median = (values: readonly number[]): number => spreadOf(values).median;

/** A goal for the median of some figures, or for what else they are judged by. */
export function below(
  { command }: Taken,
  goal: string,
  values: readonly number[],
  most: number,
  unit: string,
  digits: number,
  judged = median(values),
): Goal {
  const figure = `${formatSpread(values, digits)} ${unit}`;
  return { goal, figure, bar: `≤ ${most} ${unit}`, met: judged <= most, command };
}

export function memoryGoal(
  { command }: Taken,
  goal: string,
  parts: MemoryParts,
  peak: number,
): Goal {
  const { weights, caches } = parts;
  const bar = memoryBar(parts);
  return {
    goal,
    figure: `${peak.toFixed(0)} MiB`,
    bar: `≤ ${bar.toFixed(0)} MiB: weights ${weights.toFixed(0)} + caches ${caches.toFixed(0)} + ${memoryBeyond}`,
    met: peak <= bar,
    command,
  };
}

export function tableOfGoals(goals: readonly Goal[]): string {
  return table(
    ['goal', 'figure', 'bar', 'met', 'command'],
    goals.map(({ goal, figure, bar, met, command }) => [
      goal,
      figure,
      bar ?? 'none',
      met === undefined ? '–' : met ? 'yes' : '**no**',
      `\`${command}\``,
    ]),
  );
}
