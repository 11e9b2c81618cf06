import { readFileSync } from 'node:fs';
import { EngineClient } from '../harness/engineClient.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Milliseconds of whole runs, pair by pair. */
export interface EditingResults extends Taken {
  readonly tokens: number;
  /** A text that the engine has not seen. */
  readonly full: readonly number[];
  /** The same text after one word was inserted at nine tenths of it. */
  readonly edited: readonly number[];
}

const tokens = 2_000;
const place = 0.9;

export async function measureEditing(
  task: NamedTask,
  runs: number,
  texts: TextMaker,
): Promise<Omit<EditingResults, keyof Taken>> {
  const full: number[] = [];
  const edited: number[] = [];
  const engine = new EngineClient();
  try {
    await engine.compare(task, 'Once.');
    for (let run = 0; run < runs; run++) {
      const text = readFileSync(texts.file(tokens, run), 'utf8');
      const started = performance.now();
      const known = await engine.compare(task, text);
      const scored = performance.now();
      // Not always at the same token, so that no place relative to the windows is preferred.
      const at = text.indexOf(' ', Math.floor(text.length * place) + 37 * run);
      await engine.compare(task, `${text.slice(0, at)} suddenly${text.slice(at)}`, { known });
      full.push(scored - started);
      edited.push(performance.now() - scored);
    }
  } finally {
    engine.dispose();
  }
  return { tokens, full, edited };
}
