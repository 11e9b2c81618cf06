import { describe, expect, it } from 'vitest';
import { supposedAt, textIn } from '../../../../src/common/panel/supposed';
import { whatIf } from '../../../../src/common/panel/whatIf';
import { makeResult } from '../../support/panelResults';

const { token } = makeResult(Array.from({ length: 4 }, (_, index) => ({ piece: `w${index} ` })));
const actual = token.ids[0] ?? -1;
const stranger = 999;

/** A mixture of the listed tokens but for one, and a token that no list holds. */
function mixtureOf(ids: readonly number[]) {
  const all = [stranger, ...ids];
  return {
    ids: Int32Array.from(all),
    probabilities: Float64Array.from(all, (_, at) => 1 / (at + 2)),
    texts: all.map((id) => `t${id}`),
    vocabularySize: 1000,
  };
}

describe('the candidates at a supposed λ', () => {
  const { candidates } = supposedAt(token, actual, undefined, undefined);
  const ids = candidates.map(({ id }) => id);

  it('are those of the lists, with what these tell', () => {
    const supposed = supposedAt(token, actual, 0.4, undefined);
    expect(supposed.candidates).toEqual(candidates);
    expect(supposed.probabilities).toEqual(whatIf(candidates, 0.4));
    expect(supposedAt(token, actual, undefined, undefined).probabilities).toBeUndefined();
  });

  it('have the probabilities of the whole vocabulary where these are known, and its own tokens', () => {
    const mixture = mixtureOf(ids.slice(1));
    const supposed = supposedAt(token, actual, 0.4, mixture);
    expect(supposed.candidates.map(({ id }) => id)).toEqual([...ids, stranger]);
    expect(supposed.candidates.at(-1)).toMatchObject({
      base: { isBound: true },
      tuned: { isBound: true },
      isActual: false,
    });
    expect(supposed.probabilities).toEqual([
      undefined,
      ...ids.slice(1).map((_, at) => 1 / (at + 3)),
      1 / 2,
    ]);
    expect([textIn(mixture, stranger), textIn(mixture, 5000)]).toEqual(['t999', '']);
  });
});
