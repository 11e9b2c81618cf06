import { readFile, writeFile } from 'node:fs/promises';
import { loadResults, type Results, type SectionName } from '../results.mjs';
import type { PeerResults } from '../sections/peers.mjs';
import { costChart } from './costChart.mjs';
import { dtypesTable } from './dtypesTable.mjs';
import { hostTable, megabyteTable } from './editorTables.mjs';
import { goalTable } from './goals.mjs';
import { analysesTable, memoryTable, samplingTable, statisticsTable } from './otherTables.mjs';
import { peerTables } from './peerTables.mjs';

const page = 'docs/performance.md';

/** Puts what has been measured into the page and its charts; what was not stays as it is. */
export async function writePage(): Promise<void> {
  await writePart('goals', goalTable());
  for (const section of ['bundled', 'smollm'] as const) {
    await writeSection(
      section,
      (results) => `${chart(section, results)}\n\n${peerTables(results)}`,
    );
  }
  await writeSection('smollmLong', peerTables);
  await writeSection('statistics', statisticsTable);
  await writeSection('memory', memoryTable);
  await writeSection('dtypes', dtypesTable);
  await writeSection('host', hostTable);
  await writeSection('megabyte', megabyteTable);
  await writeSection('analyses', analysesTable);
  await writeSection('sampling', samplingTable);
  for (const section of ['bundled', 'smollm'] as const) {
    const results = loadResults(section);
    if (results === undefined) continue;
    await writeFile(`docs/images/cost-${section}.svg`, costChart(results));
  }
}

async function writeSection<Name extends SectionName>(
  section: Name,
  text: (results: Results[Name]) => string,
): Promise<void> {
  const results = loadResults(section);
  if (results !== undefined) await writePart(section, text(results));
}

async function writePart(name: string, text: string): Promise<void> {
  await writeFile(page, withPart(await readFile(page, 'utf8'), name, text));
}

function chart(section: string, { pair }: PeerResults): string {
  const text = `Milliseconds a token by length of the text, ${pair.name}; the tables below hold the figures.`;
  return `![${text}](images/cost-${section}.svg)`;
}

/**
 * The page with another text between the marks of a name.
 *
 * @throws Error if the page has no such marks
 */
export function withPart(markdown: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench ${name}: begin -->`, `<!-- bench ${name}: end -->`];
  const [before, rest] = markdown.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no ${begin}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}
