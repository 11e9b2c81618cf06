import { describe, expect, it } from 'vitest';
import { perturbationSentence } from '../../../../src/common/attractors/attractorSentences';
import { attractorSteps } from '../../../../src/common/attractors/attractorReport';
import { finish } from '../../../../src/common/steps';
import { renderAccessibleSamples } from '../../../../src/common/report/accessibleSamples';
import type { SampleSource } from '../../../../src/host/sampling/continuations';
import { panelAttractors, panelContinuations } from '../../../../src/views/samples/samplesSnapshot';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';
import { perturbationOf } from '../../support/perturbedSamples';

const chain = { ...townChain, horizon: 20, beta: 0.4 };
const set = markovSamples(chain.states, rowsOf(chain), { count: 8, length: 8, seed: 1 });
const options = { unit: 'bits', threshold: 0.05, metric: 'js', heat: 'divergent' } as const;
const done = { kind: 'done' } as const;
const source: SampleSource = {
  // Nothing is read of it.
  uri: undefined as never,
  place: { offset: 9, edited: false },
  before: 'It began.',
  lead: '',
  replaces: '',
  prompt: { text: 'It began.' },
};
const continuations = panelContinuations(
  { run: '1', source, set },
  done,
  { title: 'rain.md', line: 3, before: 'same' },
  () => false,
  options,
);
const perturbation = perturbationOf(set);
const found = {
  source: 'rain.md, at the cursor',
  prompts: [],
  setup: undefined,
  report: finish(attractorSteps(set)),
};
const attractors = panelAttractors({ ...found, perturbation: undefined }, done, options);
const noStudies = { probes: undefined, checkpoints: undefined };

describe('the accessible report on samples', () => {
  it('is empty where nothing was sampled', () => {
    const samples = { continuations: undefined, kept: [], attractors: undefined };
    expect(renderAccessibleSamples(samples, noStudies)).toBe('');
  });

  it('has every continuation with its sums, and its divergent tokens with their numbers', () => {
    const samples = { continuations, kept: [], attractors: undefined };
    const text = renderAccessibleSamples(samples, noStudies);
    const lines = text.split('\n');
    expect(lines.slice(0, 2)).toEqual(['', 'Continuations']);
    expect(lines).toContain(continuations.finding);
    for (const writer of ['base', 'tuned'] as const) {
      expect(lines.filter((line) => line.startsWith(`${writer} `))).toHaveLength(8);
    }
    expect(lines.filter((line) => line.startsWith('tokens: 8; surprisal, bits: '))).toHaveLength(
      16,
    );
    const marked = [...continuations.base, ...continuations.tuned].flatMap(({ tokens }) =>
      tokens.filter(({ mark }) => mark !== undefined),
    );
    expect(marked.length).toBeGreaterThan(0);
    for (const { title } of marked) expect(text).toContain(title);
  });

  it('has the section on attractors with what was continued', () => {
    const samples = { continuations: undefined, kept: [], attractors };
    const text = renderAccessibleSamples(samples, { ...noStudies });
    expect(text).toContain(`\nAttractors\n${attractors.report?.finding ?? ''}\n`);
    expect(text).toContain('rain.md, at the cursor');
    expect(text).toContain('What is this? ');
    expect(text).not.toContain('changed token');
  });

  it('has every token that was changed, and what became of the text', () => {
    const perturbed = panelAttractors({ ...found, perturbation }, done, options);
    const samples = { continuations: undefined, kept: [], attractors: perturbed };
    const lines = renderAccessibleSamples(samples, noStudies).split('\n');
    expect(lines).toContain(perturbed.report?.finding);
    const sentence = perturbationSentence(perturbation);
    expect(perturbed.report?.finding.endsWith(sentence)).toBe(true);
    const table =
      perturbed.report?.views.find(({ label }) => label === 'perturbation')?.tables ?? [];
    expect(table.map(({ rows }) => rows.length)).toEqual([2, 6, 6]);
    for (const { caption, rows } of table) {
      const first = lines.findIndex((line) => line.startsWith(caption));
      expect(first).toBeGreaterThan(0);
      rows.forEach(({ cells }, row) => {
        for (const cell of cells) expect(lines[first + 1 + row]).toContain(cell);
      });
    }
  });
});
