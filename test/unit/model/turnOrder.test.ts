import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/common/errors';
import { TurnOrder } from '../../../src/model/turnOrder';

const never = new AbortController().signal;

/** Whether a promise settles within a few turns of the event loop. */
async function settles(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('TurnOrder', () => {
  it('lets the run that came last go first, then those before it in turn', async () => {
    const order = new TurnOrder();
    const [first, second] = [order.enter(never), order.enter(never)];
    const waiting = first.wait(never);
    expect(await settles(second.wait(never))).toBe(true);
    expect(await settles(waiting)).toBe(false);
    // One that comes meanwhile goes before it, too.
    const third = order.enter(never);
    second.leave();
    expect(await settles(waiting)).toBe(false);
    third.leave();
    expect(await settles(waiting)).toBe(true);
  });

  it('makes nobody wait for a run that has left', async () => {
    const order = new TurnOrder();
    const first = order.enter(never);
    order.enter(never).leave();
    expect(await settles(first.wait(never))).toBe(true);
  });

  it('unwinds a run that is cancelled while it waits', async () => {
    const order = new TurnOrder();
    const abort = new AbortController();
    const first = order.enter(abort.signal);
    order.enter(never);
    const waiting = first.wait(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
  });

  it('begins behind the end of cancelled runs, and of no others', async () => {
    const order = new TurnOrder();
    const abort = new AbortController();
    order.enter(never);
    const cancelled = order.enter(abort.signal);
    abort.abort();
    const next = order.enter(never);
    const begun = next.begin();
    expect(await settles(begun)).toBe(false);
    cancelled.leave();
    expect(await settles(begun)).toBe(true);
  });
});
