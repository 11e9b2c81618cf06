import { describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../src/common/errors';
import { resolveSettings } from '../../../src/model/scoringSettings';

const limits = { contextLimit: 512, contextDefault: 512, prefixLength: 1, width: 4096 };

describe('resolveSettings', () => {
  it('takes the pair’s own for nothing and for 0', () => {
    const own = { contextWindow: 512, stride: 256, topK: 10 };
    expect(resolveSettings({}, limits)).toEqual(own);
    expect(resolveSettings({ contextWindow: 0, stride: 0, topK: 0 }, limits)).toEqual(own);
  });

  it('takes what is asked for', () => {
    const asked = { contextWindow: 128, stride: 100, topK: 3 };
    expect(resolveSettings(asked, limits)).toEqual(asked);
  });

  it('never exceeds the pair', () => {
    expect(resolveSettings({ contextWindow: 4096, topK: 99 }, { ...limits, width: 20 })).toEqual({
      contextWindow: 512,
      stride: 256,
      topK: 20,
    });
  });

  it('defaults to less than the limit where the pair says so', () => {
    const long = { ...limits, contextLimit: 131_072, contextDefault: 2048 };
    expect(resolveSettings({}, long).contextWindow).toBe(2048);
    expect(resolveSettings({ contextWindow: 8192 }, long).contextWindow).toBe(8192);
  });

  it('leaves room for the prefix and a token to see', () => {
    expect(resolveSettings({ contextWindow: 1 }, limits)).toEqual({
      contextWindow: 3,
      stride: 1,
      topK: 10,
    });
  });

  it('refuses a stride that leaves gaps', () => {
    expect(() => resolveSettings({ contextWindow: 128, stride: 128 }, limits)).toThrow(
      'The stride (128) is longer than the context window allows: this pair sees 127 tokens of text at once. Set it to 127 or less, or to 0 for half of the window.',
    );
  });

  it('keeps a token of context for every window where there is no prefix', () => {
    const none = { ...limits, prefixLength: 0 };
    expect(resolveSettings({ contextWindow: 128, stride: 127 }, none).stride).toBe(127);
    expect(() => resolveSettings({ contextWindow: 128, stride: 128 }, none)).toThrow(
      'The stride (128) is longer than the context window allows: this pair sees 128 tokens of text at once and predicts all but the first of them. Set it to 127 or less, or to 0 for half of the window.',
    );
    expect(resolveSettings({ contextWindow: 1 }, none)).toMatchObject({
      contextWindow: 2,
      stride: 1,
    });
  });

  it.each([{ contextWindow: -1 }, { stride: 0.5 }, { topK: Number.NaN }])(
    'refuses %j',
    (requested) => {
      expect(() => resolveSettings(requested, limits)).toThrow(UserFacingError);
    },
  );
});
