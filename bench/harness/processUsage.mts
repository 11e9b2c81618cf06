import { readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks a second in /proc, fixed on Linux. */
const ticks = 100;

/** Milliseconds that all threads of a process have worked; NaN where the system does not tell. */
export function processorMilliseconds(processId: number): number {
  const stat = read(processId, 'stat');
  // The program's name, in parentheses, may hold blanks.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? NaN : ((Number(fields[11]) + Number(fields[12])) / ticks) * 1000;
}

/** Largest resident memory of a process since the last reset, in MiB; NaN where it is not told. */
export function peakMemory(processId: number): number {
  return statusMebibytes(processId, 'VmHWM');
}

/** Resident memory of a process, in MiB; NaN where it is not told. */
export function residentMemory(processId: number): number {
  return statusMebibytes(processId, 'VmRSS');
}

function statusMebibytes(processId: number, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(
    read(processId, 'status') ?? '',
  )?.[1];
  return line === undefined ? NaN : Number(line) / 1024;
}

/** Lets the peak begin anew, where the system allows. */
export function resetPeakMemory(processId: number): void {
  try {
    writeFileSync(`/proc/${processId}/clear_refs`, '5');
  } catch {
    // Then the peak is that of the process's whole life.
  }
}

function read(processId: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${processId}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
