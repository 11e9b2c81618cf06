import { describe, expect, it } from 'vitest';
import { together } from '../../../../src/model/sampling/together';

const never = new AbortController().signal;

/** Goes on until it is aborted, and then takes a while to end. */
async function untilAborted(signal: AbortSignal, ends: string[]): Promise<never> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  ends.push('ended');
  throw new Error('aborted');
}

describe('several things at the same time', () => {
  it('give their values in order', async () => {
    const later = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return 1;
    };
    expect(await together(never, [later, () => Promise.resolve(2)])).toEqual([1, 2]);
  });

  it('are aborted by the first that fails, whose error it is, and have all ended then', async () => {
    const ends: string[] = [];
    const failing = together(never, [
      (signal) => untilAborted(signal, ends),
      () => Promise.reject(new Error('broken')),
    ]);
    await expect(failing).rejects.toThrow('broken');
    expect(ends).toEqual(['ended']);
  });

  it('are aborted from outside', async () => {
    const ends: string[] = [];
    const abort = new AbortController();
    const stopped = together(abort.signal, [(signal) => untilAborted(signal, ends)]);
    abort.abort();
    await expect(stopped).rejects.toThrow('aborted');
    expect(ends).toEqual(['ended']);
  });
});
