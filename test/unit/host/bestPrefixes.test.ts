import { expect, it } from 'vitest';
import { BestPrefixes } from '../../../src/host/bestPrefixes';

function memory() {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string, other?: T): T => (kept.get(key) as T | undefined) ?? (other as T),
    update: (key: string, value: unknown): Promise<void> => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

it('keeps the prefix with the largest share of each pair, across sessions', async () => {
  const state = memory();
  const best = new BestPrefixes(state);
  expect(best.of('one')).toBeUndefined();
  await best.offer('one', { text: 'a', share: 0.2 });
  await best.offer('one', { text: 'b', share: 0.5 });
  await best.offer('one', { text: 'c', share: 0.4 });
  await best.offer('other', { text: 'd', share: -0.1 });
  expect(new BestPrefixes(state).of('one')).toEqual({ text: 'b', share: 0.5 });
  expect(new BestPrefixes(state).of('other')).toEqual({ text: 'd', share: -0.1 });
});
