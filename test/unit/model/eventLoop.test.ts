import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/common/errors';
import { abortable, checkpoint } from '../../../src/model/eventLoop';

describe('checkpoint', () => {
  it('goes on when nobody cancelled', async () => {
    await expect(checkpoint(new AbortController().signal)).resolves.toBeUndefined();
  });

  it('hears what takes a message its usual turns of the event loop', async () => {
    const abort = new AbortController();
    setImmediate(() =>
      setImmediate(() =>
        setImmediate(() => {
          abort.abort();
        }),
      ),
    );
    await expect(checkpoint(abort.signal)).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('abortable', () => {
  it('is the promise where nobody cancels', async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('does not wait for the promise once cancelled', async () => {
    const abort = new AbortController();
    const waiting = abortable(new Promise<never>(() => undefined), abort.signal);
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    await expect(abortable(Promise.resolve(7), abort.signal)).rejects.toBeInstanceOf(
      CancelledError,
    );
  });

  it('leaves no failure of a promise that nobody waits for', async () => {
    const abort = new AbortController();
    abort.abort();
    const heard: unknown[] = [];
    const listen = (reason: unknown): void => void heard.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const dropped = abortable(Promise.reject(new Error('late')), abort.signal);
      await expect(dropped).rejects.toBeInstanceOf(CancelledError);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', listen);
    }
    expect(heard).toEqual([]);
  });
});
