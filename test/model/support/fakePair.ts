import { silentLog, type Log } from '../../../src/common/log';
import type { CompareParams } from '../../../src/common/protocol/model';
import { PairComparer } from '../../../src/model/pairComparer';
import { PairQueue } from '../../../src/model/pairQueue';
import { PairSampler } from '../../../src/model/sampling/pairSampler';
import { fakeRuntime, type Events, type FakeOptions } from './fakeRuntime';

/** A text of letters from a to o, never the same for long. */
export function letters(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    String.fromCharCode(97 + ((index * index + (index >> 3)) % 15)),
  ).join('');
}

/** A request to compare a text with the fake pair. */
export function paramsOf(text: string, more: Partial<CompareParams> = {}): CompareParams {
  return {
    runId: 1,
    pair: {
      id: 'fake',
      name: 'Fake',
      base: { name: 'Base', directory: 'base' },
      tuned: { name: 'Tuned', directory: 'tuned' },
      dtype: 'fp32',
      prefix: [0],
      contextLength: 64,
    },
    text,
    settings: {},
    threads: 1,
    ...more,
  };
}

/** A comparer of fake models, and what happens to them. */
export function comparerOf(
  options: FakeOptions = {},
  log: Log = silentLog,
): { comparer: PairComparer; events: Events } {
  const { runtime, events } = fakeRuntime(options);
  return { comparer: new PairComparer(new PairQueue(runtime, log)), events };
}

/** A sampler of fake models, and what happens to them. */
export function samplerOf(options: FakeOptions = {}): {
  sampler: PairSampler;
  queue: PairQueue;
  events: Events;
} {
  const { runtime, events } = fakeRuntime(options);
  const queue = new PairQueue(runtime, silentLog);
  return { sampler: new PairSampler(queue), queue, events };
}

/** A log that collects its lines. */
export function linesLog(lines: string[]): Log {
  return { log: (level, message) => lines.push(`${level} ${message}`) };
}
