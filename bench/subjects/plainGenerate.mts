// Subject: `generate` of transformers.js writes continuations with both models, one after the other, and
// scores nothing.
import { readTask, serve } from '../harness/serveSubject.mjs';
import { versionOf } from '../harness/versionOf.mjs';
import { samplingWork } from '../harness/samplingWork.mjs';
import { PlainSampler } from './plainSampling.mjs';

const sampler = await PlainSampler.load(readTask());

await serve([process.pid], versionOf('@xenova/transformers'), async (text) => {
  const written = await sampler.write(text);
  return { tokens: written.length * samplingWork.count * samplingWork.length, means: {} };
});
