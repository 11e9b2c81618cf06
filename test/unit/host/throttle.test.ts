import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Throttle } from '../../../src/host/throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('runs the first at once and the latest of the others after a pause', () => {
  const throttle = new Throttle(100);
  const done: string[] = [];
  for (const name of ['a', 'b', 'c']) throttle.run('key', () => done.push(name));
  throttle.run('other', () => done.push('other'));
  expect(done).toEqual(['a', 'other']);
  vi.advanceTimersByTime(99);
  expect(done).toEqual(['a', 'other']);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['a', 'other', 'c']);
  // The pause begins anew with every run.
  throttle.run('key', () => done.push('d'));
  expect(done).toHaveLength(3);
  vi.advanceTimersByTime(100);
  expect(done).toEqual(['a', 'other', 'c', 'd']);
});

it('runs at once again after a pause in which nothing was asked for, and nothing once disposed', () => {
  const throttle = new Throttle(100);
  const work = vi.fn();
  throttle.run('key', work);
  vi.advanceTimersByTime(100);
  throttle.run('key', work);
  expect(work).toHaveBeenCalledTimes(2);
  throttle.run('key', work);
  throttle.dispose();
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
});
