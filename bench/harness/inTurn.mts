import { setTimeout as pause } from 'node:timers/promises';
import type { Measurement } from './subjectProcess.mjs';

/** What is asked in turn; SubjectProcess is one. */
export interface Runner {
  readonly name: string;
  run(request: { readonly textFile: string }): Promise<Measurement>;
}

/** Milliseconds between runs in which threads that still wait in a busy loop go to sleep. */
const settling = 250;

/**
 * Asks every subject for a run on the same text, then all of them again with the next text, so that
 * a machine that slows down slows all of them.
 *
 * @param textOf the file of the text of each round
 * @param most rounds
 * @param budget milliseconds after which no further round begins that would not end in time
 * @returns as many measurements of every subject, by name
 */
export async function runInTurn(
  runners: readonly Runner[],
  textOf: (round: number) => string,
  most: number,
  budget: number,
): Promise<Map<string, Measurement[]>> {
  const results = new Map<string, Measurement[]>(runners.map(({ name }) => [name, []]));
  const started = performance.now();
  for (let round = 0; round < most; round++) {
    const spent = performance.now() - started;
    if (round > 0 && spent + spent / round > budget) break;
    for (const runner of runners) {
      await pause(settling);
      results.get(runner.name)?.push(await runner.run({ textFile: textOf(round) }));
    }
  }
  return results;
}
