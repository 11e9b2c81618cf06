import { describe, expect, it } from 'vitest';
import { phraseOdds, heldPhrases } from '../../../../src/common/attractors/phraseOdds';
import { phrasesOf } from '../../../../src/common/attractors/phrases';
import type { SampleSet } from '../../../../src/common/sampling/continuation';
import { finish } from '../../../../src/common/steps';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

describe('the phrases of a text', () => {
  it('are its words, pairs and triples of words, in lower case, each once', () => {
    expect([...phrasesOf('The cat sat. The CAT')].sort()).toEqual([
      'cat',
      'cat sat',
      'sat',
      'the',
      'the cat',
      'the cat sat',
    ]);
  });

  it('do not go on over a full stop, a comma or a line break', () => {
    expect([...phrasesOf('one, two\nthree')]).toEqual(['one', 'two', 'three']);
    expect([...phrasesOf('one\ttwo')]).toEqual(['one', 'one two', 'two']);
  });

  it('are found without spaces between words, and with signs inside of them', () => {
    expect(phrasesOf("don't").has("don't")).toBe(true);
    expect(phrasesOf('日本語のテキスト').size).toBeGreaterThan(1);
    expect([...phrasesOf(' … 🙂 ')]).toEqual([]);
  });
});

/** A set whose continuations have these texts. */
function setOf(tuned: readonly string[], base: readonly string[], prompt = ''): SampleSet {
  const made = markovSamples(townChain.states, rowsOf(townChain), {
    count: Math.max(tuned.length, base.length),
    length: 1,
    seed: 1,
  });
  const texts = { tuned, base };
  return {
    ...made,
    prompts: [{ text: prompt, tokenCount: 1, seenCount: 1 }],
    continuations: made.continuations.flatMap((continuation) => {
      const text = texts[continuation.writer][continuation.index];
      return text === undefined ? [] : [{ ...continuation, text }];
    }),
  };
}

describe('the odds of phrases', () => {
  const odds = (set: SampleSet) => finish(phraseOdds(set, finish(heldPhrases(set))));

  it('count continuations, not occurrences, and put what tuned favours first', () => {
    const found = odds(setOf(['cake cake cake', 'cake', 'rain'], ['rain', 'rain', 'sun']));
    expect(
      found.map(({ phrase, tunedCount, baseCount }) => [phrase, tunedCount, baseCount]),
    ).toEqual([
      ['cake', 2, 0],
      ['rain', 1, 2],
    ]);
    expect(found[0]?.logOdds).toBeCloseTo(Math.log(2.5 / 1.5) - Math.log(0.5 / 3.5), 12);
  });

  it('leave out what the prompt has', () => {
    const found = odds(setOf(['the cake', 'the cake'], ['the', 'the'], 'The party'));
    expect(found.map(({ phrase }) => phrase)).toEqual(['the cake']);
  });

  it('name a phrase and not the parts that occur only in it', () => {
    const found = odds(setOf(['a wedding party', 'a wedding party'], ['a', 'a']));
    expect(found.map(({ phrase }) => phrase).sort()).toEqual(['a', 'a wedding party']);
  });

  it('are less certain where they hang on one prompt', () => {
    const starts = [1, 2, 3, 4, 5, 1];
    const made = markovSamples(townChain.states, rowsOf(townChain), {
      count: 4,
      length: 1,
      seed: 1,
      starts,
    });
    // Eight tuned continuations of 24 hold it, and one by the base behind each prompt.
    const find = (isParty: (prompt: number, index: number) => boolean) =>
      finish(
        phraseOdds(
          made,
          made.continuations.map(({ writer, prompt, index }) => {
            const holds = writer === 'tuned' ? isParty(prompt, index) : index === 0;
            return new Set([holds ? 'party' : 'rain']);
          }),
        ),
      ).find(({ phrase }) => phrase === 'party');
    const everywhere = find((prompt, index) => index === 0 || (index === 1 && prompt < 2));
    const twice = find((prompt) => prompt < 2);
    expect(everywhere).toMatchObject({ tunedCount: 8, baseCount: 6, tunedPrompts: 6 });
    expect(twice).toMatchObject({ tunedCount: 8, baseCount: 6, tunedPrompts: 2 });
    expect(twice?.logOdds).toBe(everywhere?.logOdds);
    expect(twice?.standardError).toBeGreaterThan(1.5 * (everywhere?.standardError ?? NaN));
  });
});
