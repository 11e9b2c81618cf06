import path from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { Comparison } from '../../src/common/comparison';
import { ComparisonBuilder } from '../../src/common/comparisonBuilder';
import { silentLog } from '../../src/common/log';
import type { CompareProgress, PairSpec } from '../../src/common/protocol/model';
import type { SampleSet } from '../../src/common/sampling/continuation';
import { SampleSetBuilder } from '../../src/common/sampling/sampleSetBuilder';
import { knownRows } from '../../src/host/comparisonRun';
import { ModelClient } from '../../src/host/modelClient';
import { ModelProcess } from '../../src/host/modelProcess';
import type { Task } from './task.mjs';

/** The built model process, spoken to as the extension does. */
export class EngineClient {
  private readonly process = new ModelProcess({
    program: path.resolve('dist/modelProcess.js'),
    log: silentLog,
    idleMilliseconds: () => 0,
  });
  private readonly client = new ModelClient(this.process);

  /** Id of the model process; 0 while there is none. */
  get processId(): number {
    return this.process.processId ?? 0;
  }

  /**
   * Scores a text and waits for its last row.
   *
   * @param known of an earlier version of the text: what of it still holds is not scored again
   * @param condition a prefix that the base reads first
   */
  async compare(
    task: Task,
    text: string,
    {
      known,
      condition,
      onProgress = () => undefined,
    }: {
      readonly known?: Comparison;
      readonly condition?: string;
      readonly onProgress?: (progress: CompareProgress) => void;
    } = {},
  ): Promise<Comparison> {
    const builder = new ComparisonBuilder(known);
    await this.client.compare({
      params: {
        pair: pairOf(task),
        text,
        ...(known === undefined ? {} : { known: knownRows(known) }),
        ...(condition === undefined ? {} : { condition }),
        settings: {
          contextWindow: task.contextWindow,
          stride: task.stride,
          topK: task.topK,
        },
        threads: task.threads,
      },
      onProgress: (progress) => {
        builder.add(progress);
        onProgress(progress);
      },
      token: new CancellationTokenSource().token,
      cancelGrace: () => 1_000,
    });
    const { comparison } = builder;
    if (comparison?.scoredCount !== comparison?.rowCount || comparison === undefined) {
      throw new Error('The run did not score the whole text.');
    }
    return comparison;
  }

  /** Lets both models continue a text and waits for the last continuation; all have the full length. */
  async sample(
    task: Task,
    text: string,
    { count, length }: { readonly count: number; readonly length: number },
  ): Promise<SampleSet> {
    const builder = new SampleSetBuilder();
    await this.client.request('sample', {
      params: {
        pair: pairOf(task),
        threads: task.threads,
        prompts: [{ text }],
        writers: ['base', 'tuned'],
        count,
        length,
        seed: 1,
        coupled: false,
        decoding: { pastEnd: true },
        contextWindow: task.contextWindow,
        topK: 1,
      },
      onProgress: (progress) => {
        builder.add(progress);
      },
      token: new CancellationTokenSource().token,
      cancelGrace: () => 1_000,
    });
    if (builder.set === undefined) throw new Error('Nothing was written.');
    return builder.set;
  }

  dispose(): void {
    this.process.dispose();
  }
}

function pairOf({ base, tuned, dtype, prefix, contextWindow }: Task): PairSpec {
  return {
    id: 'bench',
    name: 'Bench',
    base: { name: 'Base', directory: base },
    tuned: { name: 'Tuned', directory: tuned },
    dtype,
    prefix,
    contextLength: contextWindow,
  };
}
