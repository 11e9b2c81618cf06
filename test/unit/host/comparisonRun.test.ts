import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/common/contributions';
import { settingDefaults } from '../../../src/common/contributions';
import type { PairSpec } from '../../../src/common/protocol/model';
import {
  askedFor,
  isFresh,
  scoredText,
  scoringRequest,
  spansAfter,
  spansOf,
} from '../../../src/host/comparisonRun';
import { makeComparison } from '../support/comparisons';

const pair: PairSpec = {
  id: 'toy',
  name: 'Toy',
  base: { name: 'base', directory: '/models/base' },
  tuned: { name: 'tuned', directory: '/models/tuned' },
  dtype: 'fp32',
};

function request(changed: Partial<Settings> = {}, spec = pair): Parameters<typeof askedFor>[0] {
  const settings: Settings = { ...settingDefaults, ...changed };
  return scoringRequest({ get: (key) => settings[key] }, spec, 'rain', undefined);
}

describe('isFresh', () => {
  const asked = askedFor(request());
  const comparison = makeComparison([{ piece: 'rain', js: 0.1 }]);
  const entry = { version: 3, comparison, asked };

  it('takes a result of the same text, models and settings', () => {
    expect(isFresh(entry, 3, askedFor(request()))).toBe(true);
  });

  it('takes no result of another version', () => {
    expect(isFresh(entry, 4, asked)).toBe(false);
  });

  it.each<[string, Parameters<typeof askedFor>[0]]>([
    ['dtype', request({ dtype: 'q8' })],
    ['context window', request({ contextWindow: 64 })],
    ['stride', request({ stride: 16 })],
    ['directory', request({}, { ...pair, tuned: { name: 'tuned', directory: '/models/other' } })],
  ])('takes no result of another %s', (_, other) => {
    expect(isFresh(entry, 3, askedFor(other))).toBe(false);
  });

  it('takes no selection for the whole, even one that covers all that was scored', () => {
    const selected = { ...entry, asked: { ...asked, range: { start: 0, end: 4 } } };
    expect(isFresh(selected, 3, asked)).toBe(false);
  });
});

describe('spansAfter', () => {
  const pieces = ['a ', 'b ', 'c '].map((piece) => ({ piece, js: 0.1 }));
  const typed = { start: 6, end: 6, insertedLength: 1, splitFrom: 5 };

  it.each([
    ['keep what lies before an edit fresh', 0, 2],
    ['keep nothing fresh where later tokens reach back', 0.01, 0],
  ])('%s', (_, causality, firstStaleRow) => {
    const comparison = makeComparison(pieces, { pair: { causality } });
    const after = spansAfter(spansOf(comparison), [typed], comparison);
    expect(after.firstStaleRow).toBe(firstStaleRow);
  });
});

describe('scoredText', () => {
  const text = 'one two\nthree four\nfive six';

  it('sends a long document up to the end of the line of the selection', () => {
    expect(scoredText(text, { start: 0, end: 3 }, 20, 'document')).toBe('one two\n');
    expect(scoredText(text, { start: 24, end: 28 }, 20, 'document')).toBe(text);
  });

  it('refuses a long document and offers its parts', () => {
    expect(() => scoredText(text, undefined, 20, 'document')).toThrow(
      expect.objectContaining({
        kind: 'tooLong',
        message:
          'This document has 27 UTF-16 code units, more than the setting ' +
          'steerscope.maxDocumentLength allows (20). Compare what is visible or a selection, or ' +
          'raise the limit.',
        actions: ['compareVisibleRange', 'compareSelection', 'openSettings'],
      }),
    );
  });

  it('refuses a part that is too long, and another text, which has no parts', () => {
    expect(() => scoredText(text, { start: 2, end: 25 }, 20, 'document')).toThrow(
      /^This part has 23 UTF-16 code units, more than .* Compare a smaller part or raise the limit\.$/,
    );
    expect(() => scoredText(text, undefined, 20, 'other')).toThrow(
      expect.objectContaining({ actions: ['openSettings'] }),
    );
  });
});
