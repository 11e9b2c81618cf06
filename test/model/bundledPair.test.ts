import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/common/comparison';
import { divergenceNames } from '../../src/common/statisticsColumns';
import { CancelledError } from '../../src/common/errors';
import type { PairComparer } from '../../src/model/pairComparer';
import {
  comparisonOf,
  pairFromFile,
  paramsOf,
  realComparer,
  tunedCheckpoints,
} from './support/engine';

/** Holds for any weights of the bundled pair. */
let comparer: PairComparer;

beforeAll(() => {
  comparer = realComparer();
});

afterAll(async () => {
  await comparer.dispose();
});

const story =
  'Once upon a time there was a boy who lived by a quiet pond. Every day he sat on the same stone ' +
  'and looked at the water. "What is down there?" he asked his grandmother.\n\n';

/** One text of each kind that breaks careless offsets. */
const texts: Record<string, string> = {
  'a story': story,
  'one character': 'x',
  'white space': '   \n\t \r\n  ',
  emoji: 'Hi 👩‍👩‍👧‍👦 and 🏳️‍🌈, bye 🙂!',
  'combining marks': 'cafe\u0301 Ze\u0301ro\u0302\u0323',
  CRLF: 'one\r\ntwo\r\n\r\nthree\r\n',
  tabs: '\tif\t(x)\t{\n\t\treturn;\n\t}\n',
  'a byte order mark': '\ufeffOnce upon',
  'lone surrogates': 'a\ud800b\udc00c \ud83d',
  CJK: '日本語のテキスト。中文也一样。한국어',
  'right-to-left text': 'שלום עולם! مرحبا بالعالم',
  'NUL bytes': 'a\0b\0\0c',
  'binary as text': Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join(''),
  code: 'def f(x):\n    return {"a": [1, 2.5e-3], **x}  # ok\n',
  'a special token': 'The end.<|endoftext|>Once',
};

describe.each(Object.entries(texts))('%s', (_, text) => {
  let comparison: Comparison;

  beforeAll(async () => {
    comparison = await comparisonOf(comparer, paramsOf(text));
  });

  it('is covered by the spans of its tokens, in order', () => {
    const { start, end } = comparison.tokens;
    let reached = 0;
    for (let row = 0; row < comparison.rowCount; row++) {
      expect(start[row]).toBeLessThanOrEqual(reached);
      expect(end[row]).toBeGreaterThan(start[row] ?? NaN);
      expect(end[row]).toBeGreaterThanOrEqual(reached);
      reached = end[row] ?? NaN;
    }
    expect(reached).toBe(text.length);
    expect(comparison.utf16Length).toBe(text.length);
  });

  it('is what the bytes of its tokens spell', () => {
    const bytes = Array.from(comparison.tokens.id, (id) => [...(comparison.pieces.get(id) ?? [])]);
    expect(Uint8Array.from(bytes.flat())).toEqual(new TextEncoder().encode(text));
  });

  it('has numbers that can be true', () => {
    const { base, tuned, divergence, rowCount, scoredCount, settings } = comparison;
    expect(scoredCount).toBe(rowCount);
    const named = new Set([...base.topIds, ...tuned.topIds]);
    expect([...named].every((id) => comparison.pieces.has(id))).toBe(true);
    for (let row = 0; row < rowCount; row++) {
      for (const model of [base, tuned]) {
        expect(model.surprisal[row]).toBeGreaterThanOrEqual(0);
        expect(model.entropy[row]).toBeGreaterThanOrEqual(0);
        expect(model.entropy[row]).toBeLessThanOrEqual(Math.log(comparison.pair.vocabularySize));
        expect(model.rank[row]).toBeGreaterThanOrEqual(1);
        const top = model.topProbabilities.subarray(row * settings.topK, (row + 1) * settings.topK);
        expect([...top]).toEqual([...top].sort((a, b) => b - a));
      }
      const js = divergence.js[row] ?? NaN;
      const tv = divergence.tv[row] ?? NaN;
      const kl = divergence.klTunedBase[row] ?? NaN;
      expect(js).toBeGreaterThanOrEqual(0);
      expect(js).toBeLessThanOrEqual(Math.LN2 * tv + 1e-6);
      expect(tv).toBeLessThanOrEqual(Math.sqrt(kl / 2) + 1e-6);
      expect(Number.isFinite(divergence.klBaseTuned[row])).toBe(true);
    }
  });
});

it('scores nothing in an empty text', async () => {
  const comparison = await comparisonOf(comparer, paramsOf(''));
  expect(comparison).toMatchObject({ rowCount: 0, tokenCount: 0, scoredCount: 0 });
});

it('gives the tokens of one character its whole span and their own bytes', async () => {
  const comparison = await comparisonOf(comparer, paramsOf('a🙂b'));
  const rows = [...comparison.tokens.start.keys()].filter(
    (row) => comparison.tokens.start[row] === 1,
  );
  expect(rows.length).toBeGreaterThan(1);
  for (const row of rows) expect(comparison.tokens.end[row]).toBe(3);
});

it('finds no divergence of the base from itself', async () => {
  const pair = pairFromFile();
  const comparison = await comparisonOf(
    comparer,
    paramsOf(story.repeat(4), { pair: { ...pair, tuned: pair.base } }),
  );
  expect(comparison.rowCount).toBeGreaterThan(128);
  for (const name of divergenceNames) {
    for (const value of comparison.divergence[name]) {
      expect(Math.abs(value)).toBeLessThanOrEqual(1e-6);
    }
  }
  expect(comparison.tuned).toEqual(comparison.base);
});

it('says what arithmetic alone produces', async () => {
  const { pair } = await comparisonOf(comparer, paramsOf('x'));
  // On this pair the error of the statistics is the larger part.
  expect(pair.noiseFloor).toBeGreaterThanOrEqual(1e-6);
  expect(pair.noiseFloor).toBeLessThan(1e-5);
  expect(pair.causality).toBe(0);
  expect(pair.droppedMass).toBe(0);
  expect(pair).toMatchObject({ dtype: 'fp16', prefix: [0], vocabularySize: 4096 });
});

it('gives a beginning the same numbers whatever follows, to the last chunk', async () => {
  // 300 tokens are fed in chunks of up to 128; a beginning ends in a smaller chunk.
  const text = story.repeat(8);
  const whole = await comparisonOf(comparer, paramsOf(text));
  const part = await comparisonOf(comparer, paramsOf(text.slice(0, 700)));
  const same = part.rowCount - 2;
  expect(same).toBeGreaterThan(128);
  expect(part.rowCount % 128).not.toBe(0);
  for (let row = 0; row < same; row++) {
    for (const model of ['base', 'tuned'] as const) {
      const difference = (whole[model].surprisal[row] ?? NaN) - (part[model].surprisal[row] ?? NaN);
      expect(Math.abs(difference)).toBeLessThanOrEqual(1e-5);
    }
  }
});

it('moves its windows over a text longer than the context', async () => {
  const text = story.repeat(20);
  const settings = { contextWindow: 128, stride: 64 };
  const comparison = await comparisonOf(comparer, paramsOf(text, { settings }));
  expect(comparison.settings).toEqual({ ...settings, topK: 10 });
  expect(comparison.rowCount).toBeGreaterThan(400);
  comparison.tokens.contextLength.forEach((length, row) => {
    if (row < 127) expect(length).toBe(row + 1);
    else expect(length).toBeGreaterThanOrEqual(64);
    expect(length).toBeLessThan(128);
  });
  // A window's numbers are those of its text alone.
  const row = 300;
  const first = row + 1 - (comparison.tokens.contextLength[row] ?? NaN);
  const from = comparison.tokens.start[first] ?? NaN;
  const to = comparison.tokens.end[row] ?? NaN;
  const alone = await comparisonOf(comparer, paramsOf(text.slice(from, to)));
  expect(alone.base.surprisal.at(-1)).toBeCloseTo(comparison.base.surprisal[row] ?? NaN, 4);
});

it('scores the tokens that touch a range as in the whole text', async () => {
  const text = story.repeat(3);
  const whole = await comparisonOf(comparer, paramsOf(text));
  const range = { start: 210, end: 260 };
  const part = await comparisonOf(comparer, paramsOf(text, { range }));
  expect(part.firstToken).toBeGreaterThan(0);
  expect(part.tokenCount).toBe(whole.tokenCount);
  expect(part.tokens.start[0]).toBeLessThanOrEqual(range.start);
  expect(part.tokens.end[0]).toBeGreaterThan(range.start);
  expect(part.tokens.start.at(-1)).toBeLessThan(range.end);
  expect(part.tokens.end.at(-1)).toBeGreaterThanOrEqual(range.end);
  part.divergence.js.forEach((js, row) => {
    expect(js).toBeCloseTo(whole.divergence.js[part.firstToken + row] ?? NaN, 6);
  });
});

it('scores one line of 200 kB, and nothing more than is asked for', async () => {
  const line = story.replaceAll('\n', ' ').repeat(1200).slice(0, 200_000);
  const range = { start: 199_500, end: 200_000 };
  const comparison = await comparisonOf(comparer, paramsOf(line, { range }));
  expect(comparison.utf16Length).toBe(200_000);
  expect(comparison.tokenCount).toBeGreaterThan(30_000);
  expect(comparison.rowCount).toBeLessThan(500);
  expect(comparison.scoredCount).toBe(comparison.rowCount);
  expect(comparison.tokens.end.at(-1)).toBe(200_000);
  expect(Math.min(...comparison.tokens.contextLength)).toBeGreaterThanOrEqual(256);
});

it('splits 200 kB of one letter and of spaces without end', async () => {
  for (const letter of ['a', ' ', '🙂']) {
    const text = letter.repeat(200_000 / letter.length);
    const range = { start: 0, end: 10 };
    const comparison = await comparisonOf(comparer, paramsOf(text, { range }));
    expect(comparison.utf16Length).toBe(200_000);
    expect(comparison.scoredCount).toBeGreaterThan(0);
  }
});

it('stops in the middle when cancelled, and serves the next run', async () => {
  const abort = new AbortController();
  let rows = 0;
  const run = comparer.compare(
    paramsOf(story.repeat(60)),
    (progress) => {
      if (progress.kind !== 'rows') return;
      rows += progress.rowCount;
      abort.abort();
    },
    abort.signal,
  );
  await expect(run).rejects.toBeInstanceOf(CancelledError);
  expect(rows).toBeLessThanOrEqual(128);
  expect((await comparisonOf(comparer, paramsOf(story))).scoredCount).toBeGreaterThan(0);
});

it('gives the same numbers twice', async () => {
  const first = await comparisonOf(comparer, paramsOf(story));
  const second = await comparisonOf(comparer, paramsOf(story));
  expect(second).toEqual(first);
});

it('goes on from what it remembers of an earlier version with the numbers of a fresh run', async () => {
  const text = story.repeat(7);
  await comparisonOf(comparer, paramsOf(text));
  for (const [at, removed, inserted] of [
    [900, 0, 'And '],
    [400, 30, ''],
    [405, 1, '🙂\r\n'],
  ] as const) {
    const edited = text.slice(0, at) + inserted + text.slice(at + removed);
    const params = paramsOf(edited, { range: { start: at, end: edited.length } });
    const after = await comparisonOf(comparer, params);
    const other = realComparer();
    const fresh = await comparisonOf(other, params);
    await other.dispose();
    expect(after.tokens).toEqual(fresh.tokens);
    expect(after.rowCount).toBeGreaterThan(50);
    for (const model of ['base', 'tuned'] as const) {
      after[model].surprisal.forEach((value, row) => {
        expect(Math.abs(value - (fresh[model].surprisal[row] ?? NaN))).toBeLessThanOrEqual(1e-5);
      });
    }
  }
});

it('compares with every checkpoint of the series', async () => {
  for (const id of tunedCheckpoints()) {
    const pair = pairFromFile(id);
    const comparison = await comparisonOf(comparer, paramsOf(story, { pair }));
    expect(comparison.pair.tuned.name).toBe(pair.tuned.name);
    expect(Math.max(...comparison.divergence.js)).toBeGreaterThan(0);
  }
});
