import { describe, expect, it } from 'vitest';
import { BestPrefixes, tokensHash } from '../../../src/host/bestPrefixes';
import { makeComparison } from '../support/comparisons';

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

describe('the best prefixes', () => {
  const of = (uri: string, tokens: string, text: string, share: number) => ({
    uri,
    tokens,
    text,
    share,
  });

  it('are kept for each pair and document, across sessions', async () => {
    const state = memory();
    const best = new BestPrefixes(state);
    expect(best.of('one')).toEqual([]);
    await best.offer('one', of('file:a', 'x', 'a', 0.2));
    await best.offer('one', of('file:a', 'x', 'b', 0.5));
    await best.offer('one', of('file:a', 'x', 'c', 0.4));
    await best.offer('one', of('file:b', 'y', 'd', 0.1));
    await best.offer('other', of('file:a', 'x', 'e', -0.1));
    const again = new BestPrefixes(state);
    expect(again.of('one')).toEqual([of('file:a', 'x', 'b', 0.5), of('file:b', 'y', 'd', 0.1)]);
    expect(again.of('other')).toEqual([of('file:a', 'x', 'e', -0.1)]);
  });

  it('are not compared with those of an earlier text of the document', async () => {
    const best = new BestPrefixes(memory());
    await best.offer('one', of('file:a', 'x', 'a', 0.9));
    await best.offer('one', of('file:a', 'edited', 'b', 0.1));
    expect(best.of('one')).toEqual([of('file:a', 'edited', 'b', 0.1)]);
  });

  it('are of the last fifty documents', async () => {
    const best = new BestPrefixes(memory());
    for (let n = 0; n < 60; n++) await best.offer('one', of(`file:${n}`, 'x', 'a', 0.1));
    expect(
      best
        .of('one')
        .map(({ uri }) => uri)
        .slice(0, 1),
    ).toEqual(['file:10']);
    expect(best.of('one')).toHaveLength(50);
  });
});

it('the hash of a text changes with its tokens', () => {
  const [one, same, other] = [
    [1, 2],
    [1, 2],
    [1, 3],
  ].map((ids) => tokensHash(makeComparison(ids.map((id) => ({ piece: 'a', id })))));
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});
