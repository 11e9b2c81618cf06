// Subject: `generate` of transformers.js, then a forward pass of both models over what each wrote and the
// statistics that a continuation comes with, in JavaScript: what the engine does.
import type { Tensor } from '@xenova/transformers';
import { readTask, serve } from '../harness/serveSubject.mjs';
import { versionOf } from '../harness/versionOf.mjs';
import { PlainSampler } from './plainSampling.mjs';

const sampler = await PlainSampler.load(readTask());

await serve([process.pid], versionOf('@xenova/transformers'), async (text) => {
  const sums = { surprisal: 0, entropy: 0, rank: 0, klTunedBase: 0, klBaseTuned: 0, js: 0 };
  let tokens = 0;
  for (const written of await sampler.write(text)) {
    const [base, tuned] = await sampler.score(written);
    if (base === undefined || tuned === undefined) throw new Error('A model is missing.');
    const [rows = 0, length = 0] = written.sequences.dims;
    const ids = written.sequences.data as BigInt64Array;
    for (let row = 0; row < rows; row++) {
      for (let place = written.promptLength; place < length; place++) {
        const target = Number(ids[row * length + place]);
        const before = row * length + place - 1;
        const token = statisticsOf(rowOf(base, before), rowOf(tuned, before), target);
        for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += token[name];
        tokens++;
      }
    }
  }
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / tokens] as const);
  return { tokens, means: Object.fromEntries(means) };
});

function rowOf({ data, dims }: Tensor, row: number): Float32Array {
  const width = dims[2] ?? 0;
  if (!(data instanceof Float32Array)) throw new TypeError('The logits are not float32.');
  return data.subarray(row * width, (row + 1) * width);
}

/** Statistics of one token, those of the models added up; in loops, as fast as JavaScript has it. */
function statisticsOf(base: Float32Array, tuned: Float32Array, target: number) {
  const b = logSoftmax(base);
  const u = logSoftmax(tuned);
  const sums = { entropy: 0, klTunedBase: 0, klBaseTuned: 0, js: 0, rank: 2 };
  for (let id = 0; id < b.length; id++) {
    const [logB, logU] = [b[id] ?? 0, u[id] ?? 0];
    const [pB, pU] = [Math.exp(logB), Math.exp(logU)];
    sums.entropy -= pB * logB + pU * logU;
    sums.klTunedBase += pU * (logU - logB);
    sums.klBaseTuned += pB * (logB - logU);
    const middle = Math.log((pB + pU) / 2);
    sums.js += (pB * (logB - middle) + pU * (logU - middle)) / 2;
    if (logB > (b[target] ?? 0)) sums.rank++;
    if (logU > (u[target] ?? 0)) sums.rank++;
  }
  return { ...sums, surprisal: -(b[target] ?? 0) - (u[target] ?? 0) };
}

function logSoftmax(logits: Float32Array): Float64Array {
  let largest = -Infinity;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  const logSum = largest + Math.log(sum);
  return Float64Array.from(logits, (logit) => logit - logSum);
}
