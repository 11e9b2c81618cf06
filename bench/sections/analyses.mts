import { readFileSync } from 'node:fs';
import { analysesOf } from '../../src/common/analysis/analyses';
import { conditioning } from '../../src/common/analysis/conditioning';
import { analysisSections } from '../../src/common/sections/analysisSections';
import { sectionInput } from '../../src/common/sections/sectionInput';
import { selectedUpdateSentence } from '../../src/common/sections/selectedUpdate';
import { EngineClient } from '../harness/engineClient.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';
import { finish } from '../../src/common/steps';

/** Milliseconds of the analyses of one scored text; each computed anew. */
export interface AnalysesResults extends Taken {
  readonly tokens: number;
  /** All analyses, conditioning on one prefix among them, as the first draw of the panel and every report need them. */
  readonly analyses: readonly number[];
  /** All sections made from analyses that are there: paragraphs, lines, charts and tables. */
  readonly sections: readonly number[];
  /** λ* of a selection after each of many moves of its end; the selection grows to the whole text. */
  readonly selections: readonly number[];
}

/** A prefix for the base. */
const condition = 'Mood: happy.\n\n';

export async function measureAnalyses(
  task: NamedTask,
  tokens: number,
  runs: number,
  texts: TextMaker,
): Promise<Omit<AnalysesResults, keyof Taken>> {
  const text = readFileSync(texts.file(tokens, 0), 'utf8');
  const engine = new EngineClient();
  const score = async () => ({
    comparison: await engine.compare(task, text),
    conditioned: await engine.compare(task, text, { condition }),
  });
  const { comparison, conditioned } = await score().finally(() => {
    engine.dispose();
  });
  const analyses: number[] = [];
  const sections: number[] = [];
  const selections: number[] = [];
  for (let run = 0; run < runs; run++) {
    // Analyses are kept by the object, so that a copy has none yet.
    const fresh = { ...comparison };
    const freshlyConditioned = { ...conditioned };
    const started = performance.now();
    analysesOf(fresh);
    conditioning(fresh, freshlyConditioned);
    const analysed = performance.now();
    analysisSections(sectionInput(fresh, text, 'bits', [freshlyConditioned]));
    analyses.push(analysed - started);
    sections.push(performance.now() - analysed);
    const { start, end } = fresh.tokens;
    const moved = performance.now();
    const to = Math.ceil(((run + 1) * text.length) / runs);
    finish(selectedUpdateSentence(fresh, start, end, { start: 0, end: to }));
    selections.push(performance.now() - moved);
  }
  return { tokens: comparison.scoredCount, analyses, sections, selections };
}
