import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Where and when figures were taken. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** GiB */
  readonly memory: number;
  readonly platform: string;
  readonly node: string;
  /**
   * Programs that wanted a processor in the minute before, on average, a section before this one included:
   * more than 0.5 is a machine that was busy.
   */
  readonly loadBefore: number;
}

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/**
 * One sentence for beside a table.
 *
 * @param threads that were asked for; undefined where the engine chose
 */
export function describeMachine(machine: Machine, threads: number | undefined): string {
  const { processor, cores, memory, platform, node, loadBefore } = machine;
  const busy = loadBefore > 0.5 ? ` Load in the minute before: ${loadBefore}.` : '';
  return `${processor}, ${cores} cores, ${memory} GiB, ${platform}, Node ${node}, threads: ${threads ?? 'as the engine chooses unless stated'}.${busy}`;
}
