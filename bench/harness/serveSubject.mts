import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Greeting, RunRequest, RunResult, Task } from './task.mjs';

/** The task of this subject. */
export function readTask(): Task {
  return JSON.parse(process.argv[2] ?? '') as Task;
}

/**
 * Serves one timed run for every request on standard input, until that ends.
 *
 * @param processIds of the processes that do the work
 * @param versions of what it uses, in words
 */
export async function serve(
  processIds: readonly number[],
  versions: string,
  run: (text: string) => Promise<Omit<RunResult, 'milliseconds'>>,
): Promise<void> {
  const greeting: Greeting = { ready: true, processIds, versions };
  say(greeting);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as RunRequest;
    const text = readFileSync(request.textFile, 'utf8');
    const started = performance.now();
    const result = await run(text);
    const answer: RunResult = { milliseconds: performance.now() - started, ...result };
    say(answer);
  }
}

function say(message: Greeting | RunResult): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
