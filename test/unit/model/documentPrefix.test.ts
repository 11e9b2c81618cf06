import { describe, expect, it } from 'vitest';
import type { Tokenizer } from '../../../src/model/causalLm';
import { findPrefix, trainedContext } from '../../../src/model/documentPrefix';

function tokenizer(added: Record<number, string>): Tokenizer {
  const tokens = new Map(Object.entries(added).map(([id, content]) => [Number(id), content]));
  return {
    encode: () => new Int32Array(),
    size: 100,
    added: tokens,
    bytesOf: (id) => new TextEncoder().encode(tokens.get(id) ?? ''),
  };
}

describe('findPrefix', () => {
  const separators = tokenizer({ 0: '<|endoftext|>', 1: '<|im_start|>', 2: '<|im_end|>' });

  it('takes what the base begins a sequence with', () => {
    expect(
      findPrefix({ model_type: 'llama', bos_token_id: 1, eos_token_id: 2 }, separators),
    ).toEqual([1]);
  });

  it('takes what the base ends a document with where it begins with nothing', () => {
    expect(
      findPrefix({ model_type: 'qwen2', bos_token_id: null, eos_token_id: [0, 2] }, separators),
    ).toEqual([0]);
  });

  it('passes over ids that the tokenizer does not have', () => {
    expect(
      findPrefix({ model_type: 'llama', bos_token_id: 50, eos_token_id: 0 }, separators),
    ).toEqual([0]);
  });

  it('knows a separator by its text', () => {
    expect(findPrefix({ model_type: 'llama' }, separators)).toEqual([0]);
  });

  it('finds none where there is none', () => {
    expect(findPrefix({ model_type: 'llama' }, tokenizer({ 4: '<mask>' }))).toEqual([]);
  });
});

it.each([
  [{ max_position_embeddings: 8192 }, 8192],
  [{ n_positions: 1024, n_ctx: 512 }, 1024],
  [{ seq_length: 2048 }, 2048],
  [{}, undefined],
])('reads the trained context of %j', (fields, context) => {
  expect(trainedContext({ model_type: 'x', ...fields })).toBe(context);
});
