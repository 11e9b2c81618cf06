import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from './harness/machine.mjs';
import type { AnalysesResults } from './sections/analyses.mjs';
import type { DtypesResults } from './sections/dtypes.mjs';
import type { EditingResults } from './sections/editing.mjs';
import type { HostResults } from './sections/host.mjs';
import type { MegabyteResults } from './sections/megabyte.mjs';
import type { MemoryResults } from './sections/memory.mjs';
import type { PeerResults } from './sections/peers.mjs';
import type { SamplingResults } from './sections/sampling.mjs';
import type { StartResults } from './sections/start.mjs';
import type { StatisticsResults } from './sections/statistics.mjs';

/** What every section's results begin with. */
export interface Taken {
  /** The command that takes them again. */
  readonly command: string;
  readonly machine: Machine;
  /** Absent where the engine chooses them, as in the editor. */
  readonly threads?: number;
}

/** The results of each section. */
export interface Results {
  readonly bundled: PeerResults;
  readonly smollm: PeerResults;
  readonly smollmLong: PeerResults;
  readonly statistics: StatisticsResults;
  readonly start: StartResults;
  readonly editing: EditingResults;
  readonly memory: MemoryResults;
  readonly dtypes: DtypesResults;
  readonly host: HostResults;
  readonly megabyte: MegabyteResults;
  readonly analyses: AnalysesResults;
  readonly sampling: SamplingResults;
}

export type SectionName = keyof Results;

const fileOf = (section: SectionName): string => `bench/results/${section}.json`;

/** Keeps a section's results, from which the page is made. */
export function saveResults<Name extends SectionName>(section: Name, results: Results[Name]): void {
  const file = fileOf(section);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** @returns undefined if the section was never measured */
export function loadResults<Name extends SectionName>(section: Name): Results[Name] | undefined {
  const file = fileOf(section);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results[Name]) : undefined;
}
