import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { Comparison, TextRange } from '../../src/common/comparison';
import { ComparisonBuilder } from '../../src/common/comparisonBuilder';
import { CancelledError } from '../../src/common/errors';
import { silentLog } from '../../src/common/log';
import type { PairSpec } from '../../src/common/protocol/model';
import { rangeAt } from '../../src/common/rowRanges';
import { shiftSpans } from '../../src/common/text/spanShift';
import { knownRows } from '../../src/host/comparisonRun';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import type { LoadedPair, Runtime } from '../../src/model/pairLoader';
import { PairQueue } from '../../src/model/pairQueue';
import { scoreText, type ScoringRequest } from '../../src/model/textScorer';
import { WorkerThreads } from '../../src/model/workerThreads';
import { firstDifference } from '../fixtures/firstDifference';
import { RandomEditor } from '../fixtures/randomEdits';
import { writeRandomPair } from '../fixtures/randomPair';
import { buildModelProgram } from './support/modelProgram';
import { seededRandom } from './support/randomLogits';

/** How the models run: their threads, and what is changed of the pair once it is loaded. */
interface Way {
  readonly threads: number;
  readonly runtime: () => Promise<Runtime>;
  readonly changes: Partial<Pick<LoadedPair, 'chunkLength' | 'sideBySide'>>;
}

const ways: Readonly<Record<string, Way>> = {
  'one model after the other': {
    threads: 1,
    runtime: () => Promise.resolve(nodeRuntime(buildStatisticsKernel())),
    changes: {},
  },
  // The next chunk is fed while the last one is reduced; windows have several.
  'both models in threads of their own, a chunk ahead': {
    threads: 2,
    runtime: async () => {
      const program = path.join(path.dirname(await buildModelProgram()), 'modelThread.js');
      return nodeRuntime(buildStatisticsKernel(), new WorkerThreads(program));
    },
    changes: { chunkLength: 5, sideBySide: true },
  },
};

let way: Way;
let queue: PairQueue;
let pair: PairSpec;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-live-'));
  pair = await writeRandomPair(folder);
});

afterEach(() => queue.dispose());

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Several windows in a short text. */
const settings = { contextWindow: 24, stride: 10, topK: 5 };

/** Scores a text; `stopAfter` cancels after so many messages with rows. */
async function score(
  text: string,
  { fresh = false, known, visible, stopAfter = Infinity }: ScoreOptions,
): Promise<Comparison> {
  const builder = new ComparisonBuilder(known);
  const abort = new AbortController();
  const request: ScoringRequest = {
    pair,
    text,
    settings,
    ...(known && { known: knownRows(known) }),
    ...(visible && { visible }),
  };
  let messages = 0;
  try {
    await queue.run(
      'Testing',
      { pair, threads: way.threads },
      () => undefined,
      abort.signal,
      (loaded) =>
        scoreText(
          { ...loaded, ...way.changes, ...(fresh ? { sequences: undefined } : {}) },
          request,
          (progress) => {
            builder.add(progress);
            if (progress.kind === 'rows' && ++messages >= stopAfter) abort.abort();
          },
          abort.signal,
        ),
    );
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
  }
  if (builder.comparison === undefined) throw new Error('The run ended before it started.');
  return builder.comparison;
}

interface ScoreOptions {
  /** Without anything of earlier runs. */
  readonly fresh?: boolean;
  readonly known?: Comparison | undefined;
  readonly visible?: TextRange;
  readonly stopAfter?: number;
}

/** Rows of `actual` up to `end`, where they are scored, are those of a fresh scoring. */
function expectRows(actual: Comparison, fresh: Comparison, end: number, when: string): void {
  for (let row = 0; row < end; row++) {
    if (rangeAt(actual.scored, row) === undefined) continue;
    for (const name of ['id', 'start', 'end', 'contextLength'] as const) {
      expect(actual.tokens[name][row], `${when}, row ${row}, ${name}`).toBe(
        fresh.tokens[name][row],
      );
    }
  }
  const isCompared = (row: number): boolean =>
    row < end && rangeAt(actual.scored, row) !== undefined;
  expect(firstDifference(actual, fresh, settings.topK, isCompared), when).toBeUndefined();
}

it.each(Object.keys(ways))(
  'shows the numbers of a fresh scoring after each of 200 sequences of edits, %s',
  async (name) => {
    const found = ways[name];
    if (found === undefined) throw new Error(name);
    way = found;
    queue = new PairQueue(await way.runtime(), silentLog);
    const random = seededRandom(6);
    const editor = new RandomEditor(
      'Once upon a time there was a boy who lived by a quiet pond.\nEvery day he sat on the same ' +
        'stone and looked at the water. "What is down there?" he asked his grandmother. 🙂\n',
      random,
      190,
    );
    let shown = await score(editor.text, {});
    let reused = 0;
    let scored = 0;
    for (let sequence = 0; sequence < 200; sequence++) {
      let spans = {
        starts: shown.tokens.start,
        ends: shown.tokens.end,
        firstStaleRow: shown.rowCount,
      };
      for (let changes = 1 + Math.floor(3 * random()); changes > 0; changes--) {
        spans = editor.change().reduce(shiftSpans, spans);
      }
      const { text } = editor;
      const fresh = await score(text, { fresh: true });
      const before = {
        ...shown,
        tokens: { ...shown.tokens, start: spans.starts, end: spans.ends },
      };
      const when = `sequence ${sequence}: ${JSON.stringify(text)}`;
      expectRows(before, fresh, spans.firstStaleRow, `before the run of ${when}`);

      const from = Math.floor(random() * text.length);
      const visible = { start: from, end: from + 40 };
      if (random() < 0.3) {
        // What a cancelled run has scored is known to the next one.
        const stopAfter = 1 + Math.floor(4 * random());
        shown = await score(text, { known: shown, visible, stopAfter });
        expectRows(shown, fresh, shown.rowCount, `cancelled run of ${when}`);
      }
      const result = await score(text, { known: shown, visible });
      expect(result.scoredCount, when).toBe(fresh.rowCount);
      expect(result.tokens, when).toEqual(fresh.tokens);
      expectRows(result, fresh, result.rowCount, when);
      reused += result.rowCount - countNew(result, shown);
      scored += result.rowCount;
      shown = result;
    }
    // Otherwise nothing was put to the test.
    expect(reused).toBeGreaterThan(scored / 5);
  },
  240_000,
);

/** Rows whose numbers are not the very ones of the comparison before. */
function countNew(result: Comparison, before: Comparison): number {
  return result.base.surprisal.filter((value, row) => value !== before.base.surprisal[row]).length;
}
