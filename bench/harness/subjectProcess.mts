import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { peakMemory, processorMilliseconds, resetPeakMemory } from './processUsage.mjs';
import type { Greeting, RunRequest, RunResult, Task } from './task.mjs';

/** One run of one subject. */
export interface Measurement extends RunResult {
  /** Of all threads: what a busy machine changes least. NaN where the system does not tell. */
  readonly processorMilliseconds: number;
  /** Largest resident memory during the run, in MiB. NaN where the system does not tell. */
  readonly peakMemory: number;
}

/** How a subject is started: a program and its arguments before the task. */
export interface SubjectSpec {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** A subject in its own process, loaded and waiting to be asked for runs. */
export class SubjectProcess {
  private constructor(
    readonly name: string,
    readonly versions: string,
    private readonly processIds: readonly number[],
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** @returns the reason in words if the subject cannot run here */
  static async start(spec: SubjectSpec, task: Task): Promise<SubjectProcess | string> {
    const [program, ...args] = spec.command;
    const child = spawn(program, [...args, JSON.stringify(task)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const failed = new Promise<string>((resolve) => {
      child.once('error', (error) => {
        resolve(error.message);
      });
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await Promise.race([failed, lines.next()]);
    if (typeof first === 'string') return first;
    if (first.done === true) return 'it ended before it was ready';
    const greeting = JSON.parse(first.value) as Greeting;
    if (!greeting.ready) return greeting.reason;
    return new SubjectProcess(spec.name, greeting.versions, greeting.processIds, child, lines);
  }

  /** @throws Error if the subject ends instead */
  async run(request: RunRequest): Promise<Measurement> {
    this.processIds.forEach(resetPeakMemory);
    const before = sumOf(this.processIds, processorMilliseconds);
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.lines.next();
    if (answer.done === true) throw new Error(`${this.name} ended during a run.`);
    const result = JSON.parse(answer.value) as RunResult;
    return {
      ...result,
      processorMilliseconds: sumOf(this.processIds, processorMilliseconds) - before,
      peakMemory: sumOf(this.processIds, peakMemory),
    };
  }

  /** Lets the process end and waits until it has. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin.end();
    await ended;
  }
}

function sumOf(processIds: readonly number[], figure: (processId: number) => number): number {
  return processIds.reduce((sum, processId) => sum + figure(processId), 0);
}
