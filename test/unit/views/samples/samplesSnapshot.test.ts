import { describe, expect, it } from 'vitest';
import { attractorSteps } from '../../../../src/common/attractors/attractorReport';
import { finish } from '../../../../src/common/steps';
import type { SampleSet } from '../../../../src/common/sampling/continuation';
import type { SampleSource } from '../../../../src/host/sampling/continuations';
import {
  panelAttractors,
  panelContinuations,
  panelKept,
  type SourceWords,
} from '../../../../src/views/samples/samplesSnapshot';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const chain = { ...townChain, horizon: 20, beta: 0.4 };
const options = { unit: 'bits', threshold: 0.2, metric: 'js', heat: 'divergent' } as const;
const words = { title: 'rain.md', line: 3, before: 'same' } as const;
const done = { kind: 'done' } as const;

function setOf(count: number): SampleSet {
  return markovSamples(chain.states, rowsOf(chain), { count, length: 8, seed: 1 });
}

function source(more: Partial<SampleSource> = {}): SampleSource {
  return {
    // Nothing is read of it.
    uri: undefined as never,
    place: { offset: 5, edited: false },
    before: 'It began.',
    lead: '',
    replaces: '',
    prompt: { text: 'It began.' },
    ...more,
  };
}

function shown(
  set: SampleSet | undefined,
  more: Partial<SampleSource> = {},
  before: SourceWords['before'] = 'same',
) {
  const sampled = { run: '4', source: source(more), set };
  const isKept = (id: string): boolean => id === '4/tuned/1';
  return panelContinuations(sampled, done, { ...words, before }, isKept, options);
}

describe('the section of continuations', () => {
  it('says what is continued, how it was drawn, and what each model spends', () => {
    const { where, how, finding, base, tuned, hidden, notes } = shown(setOf(3));
    expect(where).toBe('rain.md, line 3, behind “It began.”');
    expect(how).toMatch(
      /3 continuations of at most 8 tokens by each model · full distribution.*seed 1/,
    );
    expect(finding).toMatch(
      /^Along a tuned continuation, the average of 3, the tuned model departs from the base by [\d.]+ ± [\d.]+ bits of KL\(tuned ‖ base\); along a base continuation, the average of 3,/,
    );
    expect([base.length, tuned.length, hidden, notes]).toEqual([3, 3, 0, []]);
    expect(tuned.map(({ id, isKept }) => [id, isKept])).toEqual([
      ['4/tuned/0', false],
      ['4/tuned/1', true],
      ['4/tuned/2', false],
    ]);
  });

  it('gives no error of a single continuation', () => {
    expect(shown(setOf(1)).finding).toMatch(
      /^Along one tuned continuation the tuned model departs from the base by [\d.]+ bits of/,
    );
  });

  it('shows no more than the page has room for, and says how many are left out', () => {
    const { base, tuned, hidden } = shown(setOf(30));
    expect([base.length, tuned.length, hidden]).toEqual([24, 24, 6]);
  });

  it('gives the sums that the tokens add up to', () => {
    const set = setOf(1);
    const facts = shown(set).tuned[0]?.facts ?? [];
    const { base, tuned, klTunedBase } = set.continuations[1]?.statistics ?? {};
    const sum = (column: Float64Array | undefined): number =>
      (column ?? new Float64Array()).reduce((total, value) => total + value, 0) / Math.LN2;
    const ratio = sum(base?.surprisal) - sum(tuned?.surprisal);
    expect(facts.map(({ value }) => value)).toEqual([
      '8',
      `base ${sum(base?.surprisal).toFixed(1)}, tuned ${sum(tuned?.surprisal).toFixed(1)}`,
      `+${ratio.toFixed(1)}`,
      sum(klTunedBase).toFixed(1),
    ]);
  });

  it.each<[string, Partial<SampleSource>, SourceWords['before'], RegExp]>([
    ['what is not in the document', { lead: ' rain' }, 'same', /“rain” is not in the document/],
    [
      'the token that it stands in for',
      { lead: ' rain', replaces: ' sun' },
      'same',
      /“rain” is not in the document; it is inserted with what follows, in place of “sun”\.$/,
    ],
    [
      'white space that stands in for white space',
      { lead: '\n', replaces: '\r' },
      'same',
      /^“⏎” is not in the document; it is inserted with what follows, in place of “␍”\.$/,
    ],
    ['an edit before it', {}, 'edited', /edited before this place/],
    ['a place that is gone', {}, 'gone', /is gone: nothing can/],
  ])('says of %s', (_, more, before, note) => {
    expect(shown(setOf(1), more, before).notes).toEqual([expect.stringMatching(note)]);
  });

  it('says how much of a long prompt the models saw, and that its text has other numbers', () => {
    const set = setOf(1);
    const cut = { ...set, prompts: [{ text: 'x', tokenCount: 900, seenCount: 500 }] };
    expect(shown(cut).notes).toEqual([
      'The models saw the last 500 of 900 tokens before it; more does not fit into the context window. Comparing the text gives other numbers: its windows begin elsewhere.',
    ]);
  });

  it('has nothing but the place before the run has started', () => {
    expect(shown(undefined, { before: '' })).toMatchObject({
      where: 'At the beginning of rain.md, line 3',
      how: '',
      finding: '',
      base: [],
    });
  });

  it('says of one whose text would be split into other tokens', () => {
    const set = setOf(1);
    const continuations = set.continuations.map((each) => ({ ...each, splitsAlike: false }));
    expect(shown({ ...set, continuations }).base[0]?.notes).toEqual([
      expect.stringContaining('split into other tokens'),
    ]);
  });
});

describe('a kept continuation', () => {
  it('says where it is from', () => {
    const set = setOf(1);
    const [continuation] = set.continuations;
    if (continuation === undefined) throw new Error('Nothing was written.');
    const placed = { id: '4/base/0', source: source(), continuation, set };
    const { origin, isKept } = panelKept(placed, { ...words, line: undefined }, options);
    expect(origin).toMatch(/^rain\.md, behind “It began\.” · Markov chain .*seed 1/);
    expect(isKept).toBe(true);
  });

  it('says that the models saw only the end of a long prompt', () => {
    const set = { ...setOf(1), prompts: [{ text: 'x', tokenCount: 900, seenCount: 500 }] };
    const [continuation] = set.continuations;
    if (continuation === undefined) throw new Error('Nothing was written.');
    const placed = { id: '4/base/0', source: source(), continuation, set };
    expect(panelKept(placed, words, options).origin).toMatch(
      /seed 1.*\. The models saw the last 500 of 900 tokens before it; .* begin elsewhere\.$/,
    );
  });
});

describe('the section of attractors', () => {
  it('has a report, and an example of what was found beside one by the base', () => {
    const report = finish(attractorSteps(setOf(40)));
    const section = panelAttractors(
      { source: 'one prompt', prompts: [], setup: undefined, report, perturbation: undefined },
      done,
      options,
    );
    expect(section.report?.finding).toContain('The tuned model has an attractor');
    expect(section.examples.map(({ writer }) => writer)).toEqual(['base', 'tuned']);
    const [, tuned] = section.examples;
    expect(tuned?.tokens.map(({ text }) => text).join('')).toContain('wedding party');
    expect(tuned?.tokens.filter(({ isTurn }) => isTurn)).toHaveLength(1);
  });
});
