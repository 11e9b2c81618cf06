// Subject: this project's engine, in process, from tokenizing to the last column.
import { buildStatisticsGraph } from '../scripts/statisticsGraph.mjs';
import { ComparisonBuilder } from '../src/common/comparisonBuilder';
import { silentLog } from '../src/common/log';
import { nodeRuntime } from '../src/model/nodeRuntime';
import { PairComparer } from '../src/model/pairComparer';
import { PairQueue } from '../src/model/pairQueue';
import { readTask, serve } from './subject.mjs';

const { task, text } = readTask();
const comparer = new PairComparer(new PairQueue(nodeRuntime(buildStatisticsGraph()), silentLog));

await serve(async () => {
  const builder = new ComparisonBuilder();
  await comparer.compare(
    {
      runId: 1,
      pair: {
        id: 'bench',
        name: 'Bench',
        base: { name: 'Base', directory: task.base },
        tuned: { name: 'Tuned', directory: task.tuned },
        dtype: task.dtype,
        prefix: task.prefix,
        contextLength: task.contextWindow,
      },
      text,
      settings: { contextWindow: task.contextWindow, stride: task.stride },
      threads: task.threads,
    },
    (progress) => builder.add(progress),
    new AbortController().signal,
  );
  const { comparison } = builder;
  if (comparison === undefined) throw new Error('The run never started.');
  const tokens = comparison.scoredCount;
  return { tokens, meanJs: comparison.divergence.js.reduce((sum, js) => sum + js, 0) / tokens };
});
await comparer.dispose();
