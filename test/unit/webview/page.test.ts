import { describe, expect, it } from 'vitest';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import {
  announcement,
  bannerOf,
  pageOf,
  progressOf,
  stateWord,
  withLog,
} from '../../../webview-ui/src/state/page';
import { makeSnapshot } from '../support/panelResults';

const scored = makeSnapshot([{ piece: 'a' }, { piece: 'b' }], {}, { scoredCount: 1 });
const error = { kind: 'incomparable', message: 'They differ.', actions: ['choosePair'] } as const;
const empty = (state: PanelSnapshot['state']): PanelSnapshot => ({
  ...scored,
  result: undefined,
  state,
});

describe('pageOf', () => {
  it('shows the result in every state that has one', () => {
    const states: PanelSnapshot['state'][] = [
      { kind: 'running', fraction: 0.5 },
      { kind: 'loading', name: 'Base', bytes: 1, measuring: false },
      { kind: 'cancelled' },
      { kind: 'failed', error },
      { kind: 'done' },
    ];
    for (const state of states) expect(pageOf({ ...scored, state }).kind).toBe('result');
  });

  it('has a page of its own for every state without one', () => {
    expect(pageOf(empty({ kind: 'noDocument' })).kind).toBe('noDocument');
    expect(pageOf(empty({ kind: 'notScored' })).kind).toBe('notScored');
    expect(pageOf(empty({ kind: 'loading', name: 'Base', bytes: 1, measuring: false })).kind).toBe(
      'working',
    );
    expect(pageOf(empty({ kind: 'running', fraction: 0 })).kind).toBe('working');
    expect(pageOf(empty({ kind: 'cancelled' })).kind).toBe('cancelled');
    expect(pageOf(empty({ kind: 'done' })).kind).toBe('nothingToScore');
    expect(pageOf(empty({ kind: 'failed', error }))).toEqual({ kind: 'failed', error });
  });
});

describe('bannerOf', () => {
  const withStale = (firstStaleRow: number): PanelSnapshot => ({
    ...scored,
    result: scored.result && { ...scored.result, firstStaleRow },
  });

  it('says from where on results are stale, once nothing runs any more', () => {
    expect(bannerOf(withStale(0))).toEqual({ kind: 'stale', firstStaleRow: 0 });
    expect(
      bannerOf({ ...withStale(0), state: { kind: 'running', fraction: 0.1 } }),
    ).toBeUndefined();
    expect(bannerOf(withStale(2))).toBeUndefined();
  });

  it('says what a cancelled or failed run left', () => {
    expect(bannerOf({ ...scored, state: { kind: 'cancelled' } })).toEqual({
      kind: 'cancelled',
      scored: 1,
      rowCount: 2,
    });
    expect(bannerOf({ ...scored, state: { kind: 'failed', error } })).toEqual({
      kind: 'failed',
      error,
    });
    expect(bannerOf(empty({ kind: 'failed', error }))).toBeUndefined();
  });
});

describe('stateWord', () => {
  it('says in the head what the banner says', () => {
    const stale = { ...scored, result: scored.result && { ...scored.result, firstStaleRow: 0 } };
    expect(stateWord(stale)).toBe('stale from line 1');
    expect(stateWord({ ...scored, state: { kind: 'cancelled' } })).toBe('cancelled');
    expect(stateWord({ ...scored, state: { kind: 'failed', error } })).toBe('failed');
    expect(stateWord(scored)).toBeUndefined();
  });
});

describe('withLog', () => {
  it('offers the log beside every error, once', () => {
    expect(withLog(['choosePair'])).toEqual(['choosePair', 'showLog']);
    expect(withLog(['showLog', 'restart'])).toEqual(['showLog', 'restart']);
  });
});

describe('progressOf', () => {
  it('names the model that is loaded with its size', () => {
    const loading = empty({
      kind: 'loading',
      name: 'Story base',
      bytes: 12_345_678,
      measuring: false,
    });
    expect(progressOf(loading)).toEqual({
      text: 'Loading Story base (12.3 MB)…',
      fraction: undefined,
    });
  });

  it('says what takes longer than loading, once', () => {
    const loading = { kind: 'loading', name: 'Story base', bytes: 12_345_678 } as const;
    const measuring = empty({ ...loading, measuring: true });
    const text = 'Measuring how this pair runs fastest on this machine, which is done once';
    expect(progressOf(measuring)).toEqual({ text: `${text}…`, fraction: undefined });
    expect(announcement(measuring)).toBe(text);
    expect(announcement(empty({ ...loading, measuring: false }))).toBe('Loading Story base');
  });

  it('rounds down, so that 100 % means done', () => {
    const running: PanelSnapshot = { ...scored, state: { kind: 'running', fraction: 0.999 } };
    expect(progressOf(running)).toEqual({
      text: 'Comparing: 99 %, 1 of 2 tokens',
      fraction: 0.999,
    });
    expect(progressOf(scored)).toBeUndefined();
  });

  it('is announced once and not with every percent', () => {
    const at = (fraction: number): string => announcement(empty({ kind: 'running', fraction }));
    expect(at(0.1)).toBe(at(0.7));
    expect(announcement(empty({ kind: 'failed', error }))).toBe('They differ.');
  });
});
