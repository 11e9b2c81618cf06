import { describe, expect, it } from 'vitest';
import { CancelledError, UserFacingError } from '../../src/common/errors';
import { ComparisonBuilder } from '../../src/common/comparisonBuilder';
import { comparisonOf } from './support/engine';
import { comparerOf, letters, linesLog, paramsOf } from './support/fakePair';

describe('several runs', () => {
  it('load the pair once and run one after another', async () => {
    const { comparer, events } = comparerOf();
    const results = await Promise.all([
      comparisonOf(comparer, paramsOf(letters(100))),
      comparisonOf(comparer, paramsOf(letters(70))),
    ]);
    expect(results.map(({ scoredCount }) => scoredCount)).toEqual([100, 70]);
    expect(events.filter((event) => event.startsWith('load'))).toEqual(['load base', 'load tuned']);
    await comparer.dispose();
    expect(events.slice(-2).sort()).toEqual(['free base', 'free tuned']);
  });

  it('put aside what was asked for before, and go on with it', async () => {
    const { comparer, events } = comparerOf();
    await comparisonOf(comparer, paramsOf('abc'));
    let interrupt = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const long = new ComparisonBuilder();
    const first = comparer.compare(
      paramsOf(letters(1000)),
      (progress) => {
        long.add(progress);
        if (progress.kind === 'rows') interrupt();
      },
      new AbortController().signal,
    );
    await begun;
    events.splice(0);
    const second = await comparisonOf(comparer, paramsOf(letters(150)));
    const before = long.comparison?.scoredCount ?? 0;
    expect(before).toBeLessThan(300);
    // Nothing of the first run came between the windows of the second.
    expect(second.scoredCount).toBe(150);
    await first;
    const alone = await comparisonOf(comparerOf().comparer, paramsOf(letters(1000)));
    expect(long.comparison?.base).toEqual(alone.base);
    await comparer.dispose();
  });

  it('of another pair wait until the first has ended', async () => {
    const { comparer, events } = comparerOf();
    const { pair } = paramsOf('');
    const other = { ...pair, tuned: { name: 'Other', directory: 'tuned2' } };
    const first = comparisonOf(comparer, paramsOf(letters(200)));
    const second = comparisonOf(comparer, paramsOf(letters(100), { pair: other }));
    // Asked for last, but the pair that is wanted before it is another one.
    const third = comparisonOf(comparer, paramsOf(letters(50)));
    expect((await first).scoredCount).toBe(200);
    expect((await second).scoredCount).toBe(100);
    expect((await third).scoredCount).toBe(50);
    expect(events.filter((event) => event.startsWith('load tuned'))).toEqual([
      'load tuned',
      'load tuned2',
      'load tuned',
    ]);
    await comparer.dispose();
  });

  it('free one pair before they load another', async () => {
    const { comparer, events } = comparerOf();
    await comparisonOf(comparer, paramsOf('abc'));
    const { pair } = paramsOf('');
    await comparisonOf(
      comparer,
      paramsOf('abc', { pair: { ...pair, tuned: { name: 'Other', directory: 'tuned2' } } }),
    );
    expect(events.filter((event) => !event.startsWith('feed'))).toEqual([
      'load base',
      'load tuned',
      'free tuned',
      'free base',
      'load base',
      'load tuned2',
    ]);
    await comparer.dispose();
  });

  it('load again after a failure to load', async () => {
    let broken = true;
    const { comparer } = comparerOf({
      onLoad: () => {
        if (broken) throw new UserFacingError('unreadable', 'It is broken.');
      },
    });
    await expect(comparisonOf(comparer, paramsOf('abc'))).rejects.toThrow('It is broken.');
    broken = false;
    expect((await comparisonOf(comparer, paramsOf('abc'))).scoredCount).toBe(3);
    await comparer.dispose();
  });

  it('log the reason of a failure and keep it out of the message', async () => {
    const lines: string[] = [];
    const onLoad = (): void => {
      throw new UserFacingError('unreadable', 'It is broken.', [], {
        cause: new Error('protobuf parsing failed'),
      });
    };
    const { comparer } = comparerOf({ onLoad }, linesLog(lines));
    await expect(comparisonOf(comparer, paramsOf('abc'))).rejects.toThrow(/^It is broken\.$/);
    expect(lines.join('\n')).toMatch(/^error .*protobuf parsing failed/);
  });
});

describe('what the models remember', () => {
  /** Tokens that a model was fed since the last look. */
  function tokensFed(events: string[], name: string): number {
    return events
      .splice(0)
      .filter((event) => event.startsWith(`feed ${name}`))
      .reduce((sum, event) => sum + Number(event.split(' ')[2]), 0);
  }

  it('makes a run after an edit cost the models what lies behind the edit', async () => {
    const { comparer, events } = comparerOf();
    const { pair, ...params } = paramsOf('');
    const request = { ...params, pair: { ...pair, contextLength: 512 } };
    const text = letters(400);
    await comparisonOf(comparer, { ...request, text });
    events.splice(0);
    // Only the rows behind the edit are asked for.
    const edited = `${text.slice(0, 360)}mmm${text.slice(365)}`;
    const range = { start: 360, end: edited.length };
    const after = await comparisonOf(comparer, { ...request, text: edited, range });
    expect(tokensFed(events, 'base')).toBe(398 - 360);
    const fresh = await comparisonOf(comparerOf().comparer, { ...request, text: edited, range });
    expect(after).toEqual(fresh);
    await comparer.dispose();
  });

  it('outlives a cancellation', async () => {
    const abort = new AbortController();
    const { comparer, events } = comparerOf();
    const { pair, ...params } = paramsOf(letters(400));
    const request = { ...params, pair: { ...pair, contextLength: 512 } };
    const run = comparer.compare(
      request,
      ({ kind }) => {
        if (kind === 'rows') abort.abort();
      },
      abort.signal,
    );
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    events.splice(0);
    const range = { start: 399, end: 400 };
    await comparisonOf(comparer, { ...request, range });
    expect(tokensFed(events, 'tuned')).toBe(400 - 32);
    await comparer.dispose();
  });

  it('is nothing where later tokens change earlier numbers', async () => {
    const { comparer, events } = comparerOf({ tunedLeak: 0.3 });
    await comparisonOf(comparer, paramsOf(letters(50)));
    events.splice(0);
    await comparisonOf(comparer, paramsOf(letters(50), { range: { start: 49, end: 50 } }));
    expect(tokensFed(events, 'base')).toBe(50);
    await comparer.dispose();
  });
});

describe('cancelling', () => {
  it('ends a run before the next run of a model', async () => {
    const abort = new AbortController();
    let feeds = 0;
    const { comparer, events } = comparerOf({
      onFeed: () => {
        // The probe feeds each model twelve times; the run itself then gets as far as its second chunk.
        if (++feeds === 27) abort.abort();
      },
    });
    const rows: number[] = [];
    const run = comparer.compare(
      paramsOf(letters(500)),
      (progress) => {
        if (progress.kind === 'rows') rows.push(progress.rowCount);
      },
      abort.signal,
    );
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(events.filter((event) => event.startsWith('feed'))).toHaveLength(27);
    expect(rows).toHaveLength(1);
    expect((await comparisonOf(comparer, paramsOf('abc'))).scoredCount).toBe(3);
    await comparer.dispose();
  });

  it('hears a message that arrives while models run', async () => {
    const abort = new AbortController();
    const { comparer } = comparerOf({
      onFeed: () => {
        // Like a message from a channel: after a turn of the event loop or two.
        setImmediate(() =>
          setImmediate(() => {
            abort.abort();
          }),
        );
      },
    });
    await expect(
      comparer.compare(paramsOf(letters(5000)), () => undefined, abort.signal),
    ).rejects.toBeInstanceOf(CancelledError);
    await comparer.dispose();
  });

  it('leaves the others their turns', async () => {
    const { comparer } = comparerOf();
    const abort = new AbortController();
    const first = comparisonOf(comparer, paramsOf(letters(200)));
    const second = comparisonOf(comparer, paramsOf(letters(100)), abort.signal);
    const third = comparisonOf(comparer, paramsOf(letters(50)));
    abort.abort();
    await expect(second).rejects.toBeInstanceOf(CancelledError);
    expect((await first).scoredCount).toBe(200);
    expect((await third).scoredCount).toBe(50);
    await comparer.dispose();
  });

  it('goes on loading for the next run', async () => {
    const abort = new AbortController();
    const { comparer, events } = comparerOf({
      onLoad: (name) => {
        if (name === 'tuned') abort.abort();
      },
    });
    await expect(comparisonOf(comparer, paramsOf('abc'), abort.signal)).rejects.toBeInstanceOf(
      CancelledError,
    );
    expect((await comparisonOf(comparer, paramsOf('abc'))).scoredCount).toBe(3);
    expect(events.filter((event) => event.startsWith('load'))).toEqual(['load base', 'load tuned']);
    await comparer.dispose();
  });

  it('while its files are looked at leaves the pair of the next run alone', async () => {
    let look = (): void => undefined;
    const looked = new Promise<void>((resolve) => {
      look = resolve;
    });
    const { comparer, events } = comparerOf({
      // The first pair's files take until the second run is well under way.
      onFingerprint: (directory) => (directory === 'tuned1' ? looked : undefined),
      onFeed: () => {
        look();
      },
    });
    const { pair } = paramsOf('');
    const abort = new AbortController();
    const slow = { ...pair, tuned: { name: 'Slow', directory: 'tuned1' } };
    const first = comparisonOf(comparer, paramsOf('abc', { pair: slow }), abort.signal);
    const second = comparisonOf(comparer, paramsOf(letters(300)));
    setImmediate(() => {
      abort.abort();
    });
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect((await second).scoredCount).toBe(300);
    expect(events.filter((event) => !event.startsWith('feed'))).toEqual([
      'load base',
      'load tuned',
    ]);
    await comparer.dispose();
  });

  it('before it starts does nothing at all', async () => {
    const { comparer, events } = comparerOf();
    await expect(
      comparisonOf(comparer, paramsOf('abc'), AbortSignal.abort()),
    ).rejects.toBeInstanceOf(CancelledError);
    expect(events).toEqual([]);
  });
});
