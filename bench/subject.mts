import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What every subject is given, as JSON in its first argument. */
export interface Task {
  /** Folders of the two checkpoints. */
  readonly base: string;
  readonly tuned: string;
  readonly dtype: 'fp32' | 'fp16';
  readonly prefix: readonly number[];
  /** Most tokens at once, prefix included, and how far windows move. */
  readonly contextWindow: number;
  readonly stride: number;
  readonly threads: number;
  /** File with the text, and how many of its UTF-16 code units are scored. */
  readonly textFile: string;
  readonly length: number;
}

/** What a subject answers to each request for a run, as one line of JSON. */
export interface Measurement {
  readonly milliseconds: number;
  /** Processor time of all threads: what a busy machine changes least. */
  readonly processorMilliseconds: number;
  readonly tokens: number;
  /** Mean Jensen-Shannon divergence in nats: subjects that did the same work agree on it. */
  readonly meanJs: number;
  /** Largest resident memory of the process so far, in MiB. */
  readonly peakMemory: number;
}

export function readTask(): { task: Task; text: string } {
  const task = JSON.parse(process.argv[2] ?? '') as Task;
  return { task, text: readFileSync(task.textFile, 'utf8').slice(0, task.length) };
}

/** Serves one timed run for every line on stdin, until stdin ends. */
export async function serve(
  run: () => Promise<Pick<Measurement, 'tokens' | 'meanJs'>>,
): Promise<void> {
  process.stdout.write('ready\n');
  for await (const request of createInterface({ input: process.stdin })) {
    if (request === '') continue;
    const started = performance.now();
    const before = process.cpuUsage();
    const result = await run();
    const { user, system } = process.cpuUsage(before);
    const measurement: Measurement = {
      ...result,
      milliseconds: performance.now() - started,
      processorMilliseconds: (user + system) / 1000,
      peakMemory: process.resourceUsage().maxRSS / 1024,
    };
    process.stdout.write(`${JSON.stringify(measurement)}\n`);
  }
}
