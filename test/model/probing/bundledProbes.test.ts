import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseProbeFile } from '../../../src/common/probes/probeFile';
import {
  isAnswered,
  probeReport,
  questionsOf,
  type AskedQuestion,
  type MeasuredQuestion,
  type ProbeReport,
  type QuestionFit,
} from '../../../src/common/probes/probeReport';
import type { ProbeProgress } from '../../../src/common/protocol/probing';
import { PairProber } from '../../../src/model/probing/pairProber';
import { pairFromFile } from '../support/engine';
import { realQueue } from '../support/sampling';

/** Questions below which a probe's interval says little. */
const fewest = 5;

const file = parseProbeFile(
  readFileSync('media/probes/stories.probes.json', 'utf8'),
  'stories.probes.json',
);
const queue = realQueue();
let report: ProbeReport;

beforeAll(async () => {
  const measured: MeasuredQuestion[] = [];
  let started: (ProbeProgress & { kind: 'started' }) | undefined;
  await new PairProber(queue).probe(
    {
      runId: 1,
      pair: pairFromFile(),
      threads: 1,
      prompts: questionsOf(file).map(({ text, answers }) => ({
        text,
        answers: answers.map(({ texts }) => texts),
      })),
      chat: false,
    },
    (event) => {
      if (event.kind === 'started') started = event;
      else if (event.kind === 'prompt') measured.push(event);
    },
    new AbortController().signal,
  );
  if (started === undefined) throw new Error('The run ended before it began.');
  report = probeReport(file, measured, { ...started, chat: false });
});

afterAll(async () => {
  await queue.dispose();
});

describe('the bundled probes', () => {
  it.each(file.probes.map(({ id }) => id))(
    'are answered by both models of the bundled pair: %s',
    (id) => {
      const asked = report.outcomes.find(({ probe }) => probe.id === id)?.asked ?? [];
      const silent = asked.filter(({ base, tuned }) => !isAnswered(base) || !isAnswered(tuned));
      expect(silent.map(({ question }) => question.text)).toEqual([]);
      expect(asked.length).toBeGreaterThanOrEqual(fewest);
    },
  );

  it('have the figures that the model card states', () => {
    const card = readFileSync('docs/model-card.md', 'utf8');
    const table = /<!-- probes: begin -->(.*?)<!-- probes: end -->/su.exec(card)?.[1] ?? '';
    const stated = table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(stated.map(([kind]) => kind)).toEqual(report.kinds.map(({ kind }) => kind));
    for (const [kind = '', ...cells] of stated) {
      const asked = report.outcomes
        .filter(({ probe }) => probe.kind === kind)
        .flatMap((outcome) => outcome.asked);
      const percent = (model: 'base' | 'tuned'): number =>
        (100 * asked.reduce((sum, question) => sum + massOf(question[model]), 0)) / asked.length;
      const fit = report.kinds.find((one) => one.kind === kind)?.fit;
      const { mean = NaN, low = NaN, high = NaN } = fit?.difference ?? {};
      expect(cells[0], kind).toBe(String(asked.length));
      // As many digits as are stated, and what other processors may make of the last one.
      expectNear(numbersIn(cells.slice(1, 3)), [percent('base'), percent('tuned')], 1, kind);
      expectNear(
        numbersIn(cells.slice(3)),
        [evenly(asked), fit?.base.mean ?? NaN, fit?.tuned.mean ?? NaN, mean, low, high],
        0.01,
        kind,
      );
    }
  });
});

function massOf({ chances }: QuestionFit): number {
  return chances.reduce((sum, chance) => sum + chance, 0);
}

/** KL of the truth and equal shares, on average over questions. */
function evenly(asked: readonly AskedQuestion[]): number {
  const each = asked.map(({ question: { answers } }) =>
    answers.reduce(
      (sum, { truth }) => sum + (truth > 0 ? truth * Math.log(truth * answers.length) : 0),
      0,
    ),
  );
  return each.reduce((sum, kl) => sum + kl, 0) / asked.length;
}

function numbersIn(cells: readonly string[]): number[] {
  return [...cells.join(' ').matchAll(/[−+]?\d+(?:\.\d+)?/gu)].map(([number]) =>
    Number(number.replace('−', '-')),
  );
}

function expectNear(
  stated: readonly number[],
  measured: readonly number[],
  tolerance: number,
  kind: string,
): void {
  expect(stated, kind).toHaveLength(measured.length);
  measured.forEach((value, index) => {
    expect(Math.abs(value - (stated[index] ?? NaN)), kind).toBeLessThanOrEqual(tolerance);
  });
}
