import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelHostMessage, PanelSnapshot } from '../../../../src/common/protocol/panel';
import type { Steps } from '../../../../src/common/steps';
import { PanelController } from '../../../../src/views/panel/panelController';
import { makeResult, makeSnapshot } from '../../support/panelResults';

beforeEach(() => {
  vi.useFakeTimers();
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function* madeAtOnce(snapshot: PanelSnapshot): Steps<PanelSnapshot> {
  yield;
  return snapshot;
}

/** So long that it takes many slices. */
function* madeSlowly(snapshot: PanelSnapshot): Steps<PanelSnapshot> {
  for (let step = 0; step < 100; step++) {
    yield;
    now += 4;
  }
  return snapshot;
}

/** What the clock of the slices shows, in milliseconds. */
let now = 0;

/** A controller with a page that records what it is sent. */
function setUp(rowCount = 3) {
  const snapshot = makeSnapshot(Array.from({ length: rowCount }, () => ({ piece: 'a' })));
  const page = {
    visible: true,
    sent: [] as PanelHostMessage[],
    post(message: PanelHostMessage): void {
      page.sent.push(message);
    },
  };
  const owner = { snapshot: vi.fn(() => madeAtOnce(snapshot)), perform: vi.fn() };
  const log = { log: vi.fn() };
  const controller = new PanelController(page, owner, log);
  const types = (): string[] => page.sent.map(({ type }) => type);
  return { page, owner, log, controller, types, snapshot };
}

const place = { uri: 'file:///rain.md', comparison: 'run-1' };

const selecting = (selection: number, reveal = false) => {
  const { token } = makeResult([{ piece: 'a' }, { piece: 'b' }, { piece: 'c' }], { selection });
  return { type: 'select', ...place, token, reveal } as const;
};

const said = (update: string) => ({ type: 'selectedText', ...place, update }) as const;

describe('PanelController', () => {
  it('sends nothing before the page listens, then everything at once', () => {
    const { controller, types } = setUp();
    controller.refresh();
    controller.tell(selecting(1));
    expect(types()).toEqual([]);
    controller.receive({ type: 'ready' });
    expect(types()).toEqual(['snapshot']);
  });

  it('sends at most one snapshot per interval, and the last change is never lost', () => {
    const { controller, owner } = setUp();
    controller.receive({ type: 'ready' });
    for (let change = 0; change < 50; change += 1) controller.refresh();
    expect(owner.snapshot).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(owner.snapshot).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(owner.snapshot).toHaveBeenCalledTimes(2);
    controller.refresh();
    expect(owner.snapshot).toHaveBeenCalledTimes(3);
  });

  it('waits longer for long documents', () => {
    const { controller, owner } = setUp(10_000);
    controller.receive({ type: 'ready' });
    controller.refresh();
    vi.advanceTimersByTime(499);
    expect(owner.snapshot).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(owner.snapshot).toHaveBeenCalledTimes(2);
  });

  it('sends nothing to a hidden page, and all of it when the page is loaded again', () => {
    const { controller, page, types } = setUp();
    controller.receive({ type: 'ready' });
    controller.refresh();
    page.visible = false;
    controller.unloaded();
    vi.advanceTimersByTime(5000);
    controller.refresh();
    expect(types()).toEqual(['snapshot']);
    page.visible = true;
    controller.refresh();
    expect(types()).toEqual(['snapshot']);
    controller.receive({ type: 'ready' });
    expect(types()).toEqual(['snapshot', 'snapshot']);
  });

  it('waits with the snapshot when a page listens before it is visible', () => {
    const { controller, page, types } = setUp();
    page.visible = false;
    controller.receive({ type: 'ready' });
    expect(types()).toEqual([]);
    page.visible = true;
    controller.refresh();
    expect(types()).toEqual(['snapshot']);
  });

  it('shows a token after the snapshot that has it, once', () => {
    const { controller, page, types } = setUp();
    controller.tellBehind(selecting(2, true));
    controller.receive({ type: 'ready' });
    expect(types()).toEqual(['snapshot', 'select']);
    expect(page.sent[1]).toMatchObject({ token: { row: 2 }, reveal: true });
    controller.receive({ type: 'ready' });
    expect(types()).toEqual(['snapshot', 'select', 'snapshot']);
  });

  it('says what is said of the selected text to a page that listens', () => {
    const { controller, page, types } = setUp();
    controller.tell(said('Selection: some'));
    controller.receive({ type: 'ready' });
    controller.tell(said('Selection: more'));
    expect(types()).toEqual(['snapshot', 'selectedText']);
    expect(page.sent[1]).toMatchObject({ update: 'Selection: more' });
  });

  it('shows a section after the snapshot, once', () => {
    const { controller, page, types } = setUp();
    controller.tellBehind({ type: 'showSection', section: 'attractors' });
    controller.receive({ type: 'ready' });
    expect(types()).toEqual(['snapshot', 'showSection']);
    expect(page.sent[1]).toEqual({ type: 'showSection', section: 'attractors' });
    controller.receive({ type: 'ready' });
    expect(types()).toEqual(['snapshot', 'showSection', 'snapshot']);
  });

  it('hands on what the page asks for and drops what is not in the protocol', () => {
    const { controller, owner, log } = setUp();
    const message = { type: 'command', command: 'steerscope.cancel' };
    controller.receive(message);
    expect(owner.perform).toHaveBeenCalledExactlyOnceWith(message);
    controller.receive({ type: 'command', command: 'workbench.action.quit' });
    expect(owner.perform).toHaveBeenCalledTimes(1);
    expect(log.log).toHaveBeenCalledTimes(1);
  });

  it('sends nothing once it is disposed', () => {
    const { controller, owner } = setUp();
    controller.receive({ type: 'ready' });
    controller.refresh();
    controller.dispose();
    vi.advanceTimersByTime(5000);
    expect(owner.snapshot).toHaveBeenCalledTimes(1);
  });

  describe('with a long document', () => {
    /** Lets the extension host run for so many slices. */
    const slices = (count: number): void => {
      for (let slice = 0; slice < count; slice++) vi.advanceTimersToNextTimer();
    };

    it('makes the snapshot in slices and sends it when it is whole', () => {
      const { controller, owner, types, snapshot } = setUp();
      owner.snapshot.mockImplementation(() => madeSlowly(snapshot));
      controller.receive({ type: 'ready' });
      slices(10);
      expect(types()).toEqual([]);
      slices(60);
      expect(types()).toEqual(['snapshot']);
    });

    it('finishes a snapshot while rows arrive, and makes another afterwards', () => {
      const { controller, owner, types, snapshot } = setUp();
      owner.snapshot.mockImplementation(() => madeSlowly(snapshot));
      controller.receive({ type: 'ready' });
      for (let event = 0; event < 20; event++) {
        slices(1);
        controller.refresh();
      }
      expect(owner.snapshot).toHaveBeenCalledTimes(1);
      while (types().length === 0) slices(1);
      expect(types()).toEqual(['snapshot']);
      // It took 400 ms to make, so that the next one is made no earlier than after four times that.
      expect(owner.snapshot).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(1_700);
      expect(owner.snapshot).toHaveBeenCalledTimes(2);
    });

    it('drops what it makes of a document once another one is shown, or the page is gone', () => {
      const { controller, owner, page, snapshot } = setUp();
      owner.snapshot.mockImplementation(() => madeSlowly(snapshot));
      controller.receive({ type: 'ready' });
      slices(10);
      const other = makeSnapshot([{ piece: 'b' }], { uri: 'file:///other.md' });
      owner.snapshot.mockImplementation(() => madeAtOnce(other));
      controller.renew();
      slices(100);
      expect(page.sent).toEqual([{ type: 'snapshot', snapshot: other }]);
      owner.snapshot.mockImplementation(() => madeSlowly(snapshot));
      controller.renew();
      slices(10);
      controller.unloaded();
      slices(100);
      expect(page.sent).toHaveLength(1);
    });
  });
});
