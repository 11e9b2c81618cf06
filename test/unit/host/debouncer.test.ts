import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Debouncer } from '../../../src/host/debouncer';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('Debouncer', () => {
  it('runs the latest work once, after the pause', () => {
    const debouncer = new Debouncer();
    const done: string[] = [];
    debouncer.schedule('a', 500, () => done.push('first'));
    vi.advanceTimersByTime(400);
    debouncer.schedule('a', 500, () => done.push('second'));
    vi.advanceTimersByTime(499);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(['second']);
    vi.advanceTimersByTime(5_000);
    expect(done).toEqual(['second']);
  });

  it('keeps keys apart', () => {
    const debouncer = new Debouncer();
    const done: string[] = [];
    debouncer.schedule('a', 100, () => done.push('a'));
    debouncer.schedule('b', 100, () => done.push('b'));
    debouncer.cancel('a');
    vi.advanceTimersByTime(100);
    expect(done).toEqual(['b']);
  });

  it('forgets everything when disposed', () => {
    const debouncer = new Debouncer();
    const work = vi.fn();
    debouncer.schedule('a', 100, work);
    debouncer.dispose();
    vi.advanceTimersByTime(1_000);
    expect(work).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
