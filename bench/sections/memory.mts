import { readFileSync } from 'node:fs';
import { EngineClient } from '../harness/engineClient.mjs';
import { memoryParts, type MemoryParts } from '../harness/memoryBar.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import { peakMemory } from '../harness/processUsage.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Largest resident memory of the model process, in MiB. */
export interface MemoryResults extends Taken {
  readonly pairs: readonly PairMemory[];
}

export interface PairMemory extends MemoryParts {
  readonly pair: Pick<NamedTask, 'id' | 'name'>;
  readonly peaks: readonly { readonly tokens: number; readonly peak: number }[];
}

/** Scores texts of growing length, two of each in a process of its own: what is kept of the first counts, too. */
export async function measureMemory(
  task: NamedTask,
  lengths: readonly number[],
  texts: TextMaker,
): Promise<PairMemory> {
  const peaks: { tokens: number; peak: number }[] = [];
  for (const length of lengths) {
    const engine = new EngineClient();
    try {
      const score = async (text: number): Promise<number> =>
        (await engine.compare(task, readFileSync(texts.file(length, text), 'utf8'))).rowCount;
      const tokens = await score(0);
      await score(1);
      peaks.push({ tokens, peak: peakMemory(engine.processId) });
    } finally {
      engine.dispose();
    }
  }
  return { pair: { id: task.id, name: task.name }, ...memoryParts(task), peaks };
}
