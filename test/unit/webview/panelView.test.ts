import { describe, expect, it } from 'vitest';
import { readPanelMemory, type PanelMemory } from '../../../src/common/protocol/panelMemory';
import {
  exactColumn,
  initialView,
  memoryOf,
  reduceView,
  type PanelEvent,
  type PanelView,
} from '../../../webview-ui/src/state/panelView';
import { makeResult, makeSnapshot } from '../support/panelResults';

const rows = Array.from({ length: 100 }, (_, index) => ({ piece: `w${index} ` }));
const uri = 'file:///rain.md';
const snapshot = makeSnapshot(rows, { selection: 7 });
const tokenOf = (row: number) => makeResult(rows, { selection: row }).token;
const token = tokenOf(9);
const memory: PanelMemory = {
  version: 2,
  uri,
  comparison: 'run-1',
  selection: 42,
  open: ['alongHelp'],
  sort: { key: 'line', descending: false },
  views: { impliedReward: 1 },
};

const after = (view: PanelView, ...events: PanelEvent[]): PanelView =>
  events.reduce(reduceView, view);

describe('reduceView', () => {
  it('takes the selection from the caret of the first snapshot', () => {
    expect(after(initialView(undefined), { type: 'snapshot', snapshot }).selection).toBe(7);
    expect(after(initialView(memory), { type: 'snapshot', snapshot }).selection).toBe(7);
  });

  it('shows what is said of the selected text, of this comparison alone', () => {
    const view = after(initialView(undefined), { type: 'snapshot', snapshot });
    const selected = (comparison: string, update: string) =>
      after(view, { type: 'selectedText', uri, comparison, update }).selectedUpdate;
    expect(view.selectedUpdate).toBe('');
    expect(selected(snapshot.comparison, 'Selection: some')).toBe('Selection: some');
    expect(selected('run-0', 'Selection: some')).toBe('');
  });

  it('supposes a λ until it is hidden again', () => {
    const supposed = after(initialView(memory), { type: 'whatIf', lambda: 0.4 });
    expect(supposed.lambda).toBe(0.4);
    expect(after(supposed, { type: 'snapshot', snapshot }).lambda).toBe(0.4);
    expect(after(supposed, { type: 'whatIf', lambda: undefined }).lambda).toBeUndefined();
  });

  describe('beyond the stored tokens', () => {
    const mixture = {
      ids: Int32Array.of(7),
      probabilities: Float64Array.of(0.5),
      texts: ['rain'],
      vocabularySize: 9,
    };
    const question = { row: 7, lambda: 0.4 };
    const asked = after(
      initialView(undefined),
      { type: 'snapshot', snapshot },
      { type: 'whatIf', lambda: 0.4 },
      { type: 'exactAsked', ...question },
    );
    const answer = {
      type: 'mixture',
      uri,
      comparison: snapshot.comparison,
      ...question,
      mixture,
      problem: '',
    } as const;

    it('shows what was asked for, of its row and its λ alone', () => {
      const view = after(asked, answer);
      expect(exactColumn(view, 7)?.mixture).toBe(mixture);
      expect(exactColumn(view, 8)).toBeUndefined();
      expect(exactColumn(after(view, { type: 'whatIf', lambda: 0.5 }), 7)).toBeUndefined();
      expect(exactColumn(after(view, { type: 'snapshot', snapshot }), 7)?.mixture).toBe(mixture);
      const other = { ...snapshot, comparison: 'run-2' };
      expect(exactColumn(after(view, { type: 'snapshot', snapshot: other }), 7)).toBeUndefined();
    });

    it('drops answers to other questions, and says what kept it from one', () => {
      for (const other of [{ lambda: 0.45 }, { row: 8 }, { comparison: 'run-2' }, { uri: 'b' }]) {
        expect(after(asked, { ...answer, ...other })).toBe(asked);
      }
      const without = { ...answer, mixture: undefined };
      expect(exactColumn(after(asked, { ...without, problem: 'Gone.' }), 7)?.problem).toBe('Gone.');
      expect(exactColumn(after(asked, without), 7)).toBeUndefined();
    });
  });

  it('falls back to what it remembers when no editor shows the document', () => {
    const hidden = { ...snapshot, selection: undefined };
    expect(after(initialView(memory), { type: 'snapshot', snapshot: hidden }).selection).toBe(42);
  });

  it('does not let a later snapshot of the document undo a newer selection', () => {
    const view = after(
      initialView(undefined),
      { type: 'snapshot', snapshot },
      { type: 'selected', row: 20 },
      { type: 'snapshot', snapshot },
    );
    expect(view.selection).toBe(20);
  });

  it('starts anew with another document', () => {
    const other = { ...makeSnapshot(rows, { uri: 'file:///other.md', selection: 3 }) };
    const view = after(
      initialView(undefined),
      { type: 'snapshot', snapshot },
      { type: 'zoomed', range: { first: 10, end: 30 } },
      { type: 'snapshot', snapshot: other },
    );
    expect(view).toMatchObject({ selection: 3, zoom: undefined, uri: 'file:///other.md' });
  });

  it('drops selection and zoom with the comparison whose rows they were', () => {
    const selectionOnly = makeSnapshot(rows, { comparisonId: 'run-2' });
    const view = after(
      initialView(undefined),
      { type: 'snapshot', snapshot },
      { type: 'selected', row: 20 },
      { type: 'zoomed', range: { first: 10, end: 30 } },
      { type: 'snapshot', snapshot: selectionOnly },
    );
    expect(view).toMatchObject({ selection: undefined, zoom: undefined, comparison: 'run-2' });
    const late = { type: 'select', uri, comparison: 'run-1', token, reveal: false } as const;
    expect(after(view, late)).toBe(view);
    expect(
      after(initialView(memory), { type: 'snapshot', snapshot: selectionOnly }).selection,
    ).toBeUndefined();
  });

  it('follows the caret of its own document only', () => {
    const view = after(initialView(undefined), { type: 'snapshot', snapshot });
    expect(
      after(view, { type: 'select', uri, comparison: 'run-1', token, reveal: false }).selection,
    ).toBe(9);
    const foreign = {
      type: 'select',
      uri: 'file:///other.md',
      comparison: 'run-1',
      token,
      reveal: false,
    } as const;
    expect(after(view, foreign)).toBe(view);
  });

  it('has the numbers of the token that the snapshot, a selection or an answer brought last', () => {
    const view = after(initialView(undefined), { type: 'snapshot', snapshot });
    expect(view.token?.row).toBe(7);
    const selected = after(view, {
      type: 'select',
      uri,
      comparison: 'run-1',
      token,
      reveal: false,
    });
    expect(selected.token).toBe(token);
    // What the page selects itself has no numbers before they come.
    const moved = after(selected, { type: 'selected', row: 20 });
    expect(moved).toMatchObject({ selection: 20, token: { row: 9 } });
    const answer = { type: 'token', uri, comparison: 'run-1', token: tokenOf(20) } as const;
    expect(after(moved, answer).token?.row).toBe(20);
    expect(after(moved, { ...answer, comparison: 'run-0' })).toBe(moved);
    expect(after(moved, { ...answer, uri: 'file:///other.md' })).toBe(moved);
    expect(after(moved, { type: 'snapshot', snapshot }).token?.row).toBe(7);
  });

  it('moves a zoomed chart along with the selection', () => {
    const view = after(
      initialView(undefined),
      { type: 'snapshot', snapshot },
      { type: 'zoomed', range: { first: 10, end: 30 } },
      { type: 'selected', row: 35 },
    );
    expect(view.zoom).toEqual({ first: 16, end: 36 });
  });

  it('keeps disclosures and the order across a reload', () => {
    const view = after(
      initialView(undefined),
      { type: 'snapshot', snapshot },
      { type: 'toggled', id: 'tokenHelp', open: true },
      { type: 'sorted', key: 'token' },
    );
    const restored = initialView(readPanelMemory(JSON.parse(JSON.stringify(memoryOf(view)))));
    expect(restored).toMatchObject({
      uri,
      selection: 7,
      sort: { key: 'token', descending: false },
    });
    expect([...restored.open]).toEqual(['tokenHelp']);
    expect(after(restored, { type: 'toggled', id: 'tokenHelp', open: false }).open.size).toBe(0);
  });
});

describe('readPanelMemory', () => {
  it('reads what was written', () => {
    expect(readPanelMemory(memory)).toEqual(memory);
  });

  it('drops states of other versions and values that are no state', () => {
    for (const value of [
      undefined,
      null,
      'state',
      3,
      {},
      { ...memory, version: 1 },
      { version: 2 },
    ]) {
      expect(readPanelMemory(value)).toBeUndefined();
    }
  });

  it('repairs parts that cannot be used', () => {
    const damaged = {
      version: 2,
      uri,
      comparison: 7,
      selection: -1,
      open: ['alongTable', 'gone', 5],
      sort: { key: 'x' },
      views: { impliedReward: 'first', gone: 2 },
    };
    expect(readPanelMemory(damaged)).toEqual({
      version: 2,
      uri,
      comparison: '',
      selection: undefined,
      open: ['alongTable'],
      sort: { key: 'divergence', descending: true },
      views: {},
    });
  });
});
