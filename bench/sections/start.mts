import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { CompareProgress } from '../../src/common/protocol/model';
import { EngineClient } from '../harness/engineClient.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Milliseconds until the first rows are with the client. */
export interface StartResults extends Taken {
  readonly tokens: number;
  /** From the start of the process, both models still on disk. */
  readonly cold: readonly number[];
  /** With the pair in memory, a text that it has not seen. */
  readonly warm: readonly number[];
}

/** Tokens of the texts. */
const tokens = 500;

export async function measureStart(
  task: NamedTask,
  runs: number,
  texts: TextMaker,
): Promise<Omit<StartResults, keyof Taken>> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let run = 0; run < runs; run++) {
    const engine = new EngineClient();
    try {
      cold.push(await firstRows(engine, task, texts.file(tokens, 2 * run)));
      await pause(200);
      warm.push(await firstRows(engine, task, texts.file(tokens, 2 * run + 1)));
    } finally {
      engine.dispose();
    }
    await pause(200);
  }
  return { tokens, cold, warm };
}

async function firstRows(engine: EngineClient, task: NamedTask, file: string): Promise<number> {
  const text = readFileSync(file, 'utf8');
  const started = performance.now();
  let first: number | undefined;
  const onProgress = ({ kind }: CompareProgress): void => {
    if (kind === 'rows') first ??= performance.now() - started;
  };
  await engine.compare(task, text, { onProgress });
  if (first === undefined) throw new Error('No rows came.');
  return first;
}
