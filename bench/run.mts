// Speed and memory of the engine beside what people write without it, and its goals.
// `npm run bench -- --help` lists the options.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { writePage } from './report/page.mjs';
import { sections } from './sections/sections.mjs';

const usage = `npm run bench -- [options]
  --section NAME,NAME  one or more of ${sections.map(({ name }) => name).join(', ')} (default: all)
  --threads N          threads of every subject (default: all); not of the sections in VS Code
  --python FILE        Python with bench/subjects/requirements.txt (default: python3)
  --rehearse           short texts, one run each: shows that everything runs; keeps no results
  --write              put what has been measured so far, also earlier, into docs/performance.md
Each section takes less than ten minutes and keeps its results in bench/results.`;

const { values: options } = parseArgs({
  options: {
    section: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    python: { type: 'string', default: 'python3' },
    rehearse: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (options.help) {
    console.log(usage);
    return;
  }
  if (!existsSync('dist/modelProcess.js')) throw new Error('Run `npm run build` first.');
  const threads = Number(options.threads);
  if (!Number.isInteger(threads) || threads < 1)
    throw new Error('--threads is a number, 1 or more.');
  const wanted = options.section?.split(',') ?? sections.map(({ name }) => name);
  for (const name of wanted) {
    const section = sections.find((each) => each.name === name);
    if (section === undefined) throw new Error(`There is no section ${name}.\n${usage}`);
    console.error(`\n${name}: ${section.title}`);
    const started = performance.now();
    const { rehearse, python } = options;
    await section.measure({ threads, python, rehearse });
    console.error(`${name} took ${((performance.now() - started) / 1000).toFixed(0)} s.`);
    if (options.write && !rehearse) await writePage();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
