import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Measurement, Task } from './subject.mjs';

/** A subject in its own process, loaded and waiting to be asked for runs. */
export class SubjectProcess {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** @returns the reason in words if the subject cannot run here */
  static async start(
    name: string,
    command: readonly [string, ...string[]],
    task: Task,
  ): Promise<SubjectProcess | string> {
    const [program, ...args] = command;
    const child = spawn(program, [...args, JSON.stringify(task)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const failed = new Promise<string>((resolve) => {
      child.once('error', (error) => {
        resolve(error.message);
      });
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await Promise.race([
      failed,
      lines.next().then((line) => (line.done === true ? 'it ended' : line.value)),
    ]);
    if (first !== 'ready') return first;
    return new SubjectProcess(name, child, lines);
  }

  async run(): Promise<Measurement> {
    this.child.stdin.write('run\n');
    const answer = await this.lines.next();
    if (answer.done === true) throw new Error(`${this.name} ended during a run.`);
    return JSON.parse(answer.value) as Measurement;
  }

  /** Lets the process end. */
  close(): void {
    this.child.stdin.end();
  }
}
