import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import { samplesJsonParts } from '../../../../src/common/report/samplesJson';
import type { SampledPrompt } from '../../../../src/common/sampling/continuation';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const set = markovSamples(townChain.states, rowsOf(townChain), { count: 1, length: 4, seed: 2 });
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schema/samples.schema.json', 'utf8')) as object,
);

function json(prompt: SampledPrompt): unknown {
  return JSON.parse([...samplesJsonParts({ ...set, prompts: [prompt] })].join(''));
}

it('has the ids of a prompt whose text does not give them, as the schema says', () => {
  const prompt = { text: 'rain\nma', tokenCount: 2, seenCount: 2 };
  const forced = json({ ...prompt, ids: [1, 2] });
  expect(forced).toHaveProperty('prompts', [{ ...prompt, ids: [1, 2] }]);
  expect(validate(forced) ? [] : validate.errors).toEqual([]);
  expect(json(prompt)).toHaveProperty('prompts', [prompt]);
  expect(validate(json({ ...prompt, ids: [0.5] }))).toBe(false);
});
