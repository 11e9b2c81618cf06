import { expect, it } from 'vitest';
import { continuedPrompts } from '../../../../src/common/sampling/continuedPrompts';

const described = {
  source: 'rain.md, where its paragraphs begin',
  prompts: [
    { text: '', isDispensable: true },
    { text: 'It rained.', isDispensable: false },
  ],
};

it('says which prompt was left out, and keeps the others', () => {
  const sampled = { text: 'It rained.', tokenCount: 3, seenCount: 3 };
  const { source, prompts } = continuedPrompts(described, { prompts: [sampled] });
  expect(source).toMatch(/^rain\.md, where its paragraphs begin, but for the first: no text/);
  expect(prompts).toEqual(described.prompts.slice(1));
  expect(continuedPrompts(described, { prompts: [sampled, sampled] })).toEqual(described);
});
