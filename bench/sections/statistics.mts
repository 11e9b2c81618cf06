import { plainStatistics } from './peers/plainStatistics.mjs';
import { buildStatisticsGraph } from '../scripts/statisticsGraph.mjs';
import type { Logits } from '../src/model/causalLm';
import { StatisticsSession } from '../src/model/statisticsSession';
import { formatSpread, spreadOf, table } from './summaries.mjs';

/** Tokens of one call: a chunk of the engine. */
const tokens = 128;

/** Times the statistics alone, on random logits, against the same in plain JavaScript. */
export async function statisticsTable(runs: number, threads: number): Promise<string> {
  const session = await StatisticsSession.create(buildStatisticsGraph(), threads);
  const rows: string[][] = [];
  for (const ids of [4096, 49_152]) {
    const base = randomLogits(ids);
    const tuned: Logits = {
      data: base.data.map((logit) => logit + 2 * Math.random() - 1),
      dims: base.dims,
    };
    const targets = Int32Array.from({ length: tokens }, () => Math.floor(Math.random() * ids));
    const graph: number[] = [];
    const plain: number[] = [];
    const ratios: number[] = [];
    // One plain run of a few tokens is enough: it is the slow side.
    const few = 4;
    await session.reduce(base, tuned, targets, 10, ids);
    for (let run = 0; run < runs; run++) {
      const start = processorTime();
      await session.reduce(base, tuned, targets, 10, ids);
      const between = processorTime();
      for (let token = 0; token < few; token++) {
        plainStatistics(rowOf(base, token), rowOf(tuned, token), targets[token] ?? 0);
      }
      const end = processorTime();
      graph.push((between - start) / tokens);
      plain.push((end - between) / few);
      ratios.push((end - between) / few / ((between - start) / tokens));
    }
    rows.push([
      ids.toLocaleString('en'),
      formatSpread(spreadOf(graph), 3),
      formatSpread(spreadOf(plain), 2),
      formatSpread(spreadOf(ratios), 0),
    ]);
  }
  await session.dispose();
  return table(
    ['vocabulary', 'graph, processor ms a token', 'plain JavaScript', 'times as fast'],
    rows,
  );
}

/** Milliseconds that all threads of this process have worked. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function randomLogits(ids: number): Logits {
  const data = Float32Array.from({ length: tokens * ids }, () => 12 * (Math.random() - 0.5));
  return { data, dims: [1, tokens, ids] };
}

function rowOf({ data, dims }: Logits, row: number): number[] {
  return Array.from(data.subarray(row * dims[2], (row + 1) * dims[2]));
}
