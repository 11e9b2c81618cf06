import { readFileSync } from 'node:fs';
import { EngineClient } from '../harness/engineClient.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Milliseconds of whole runs, document by document. */
interface EditTimes {
  /** A text that the engine has not seen. */
  readonly full: readonly number[];
  /** The same text after one word was inserted at nine tenths of it. */
  readonly edited: readonly number[];
}

export interface EditingResults extends Taken, EditTimes {
  readonly tokens: number;
  /** Where another document of the pair was scored between the text and its edit. */
  readonly switched: EditTimes;
}

const tokens = 2_000;
const place = 0.9;

export async function measureEditing(
  task: NamedTask,
  runs: number,
  texts: TextMaker,
): Promise<Omit<EditingResults, keyof Taken>> {
  const edits = { full: [] as number[], edited: [] as number[] };
  const switched = { full: [] as number[], edited: [] as number[] };
  const engine = new EngineClient();
  const textOf = (document: number): string => readFileSync(texts.file(tokens, document), 'utf8');
  try {
    await engine.compare(task, 'Once.');
    for (let run = 0; run < runs; run++) {
      // Not always at the same token, so that no place relative to the windows is preferred.
      const shift = 37 * run;
      await measureEdit(engine, task, textOf(3 * run), shift, edits);
      await measureEdit(engine, task, textOf(3 * run + 1), shift, switched, async () => {
        await engine.compare(task, textOf(3 * run + 2));
      });
    }
  } finally {
    engine.dispose();
  }
  return { tokens, ...edits, switched };
}

/** @param between is done between the text and its edit */
async function measureEdit(
  engine: EngineClient,
  task: NamedTask,
  text: string,
  shift: number,
  times: { readonly full: number[]; readonly edited: number[] },
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const started = performance.now();
  const known = await engine.compare(task, text);
  times.full.push(performance.now() - started);
  await between();
  const at = text.indexOf(' ', Math.floor(text.length * place) + shift);
  const edited = performance.now();
  await engine.compare(task, `${text.slice(0, at)} suddenly${text.slice(at)}`, { known });
  times.edited.push(performance.now() - edited);
}
