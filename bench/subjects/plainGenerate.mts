// Subject: `generate` of transformers.js writes continuations with both models, one after the other, and
// scores nothing.
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@xenova/transformers';
import { samplingWork } from '../harness/samplingWork.mjs';
import { readTask, serve } from '../harness/serveSubject.mjs';
import { versionOf } from '../harness/versionOf.mjs';

const task = readTask();
env.allowRemoteModels = false;
const options = {
  dtype: task.dtype,
  session_options: { intraOpNumThreads: task.threads },
} as const;
const tokenizer = await AutoTokenizer.from_pretrained(task.base);
const models = [
  await AutoModelForCausalLM.from_pretrained(task.base, options),
  await AutoModelForCausalLM.from_pretrained(task.tuned, options),
];

await serve([process.pid], versionOf('@xenova/transformers'), async (text) => {
  const { count, length } = samplingWork;
  const prompt = [...task.prefix, ...tokenizer.encode(text, { add_special_tokens: false })];
  const dims = [count, prompt.length];
  const ids = BigInt64Array.from({ length: count * prompt.length }, (_, at) =>
    BigInt(prompt[at % prompt.length] ?? 0),
  );
  for (const model of models) {
    const written: unknown = await model.generate({
      input_ids: new Tensor('int64', ids, dims),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
      do_sample: true,
      temperature: 1,
      top_k: 0,
      // As many tokens as the engine writes, also behind the end of a document.
      min_new_tokens: length,
      max_new_tokens: length,
    });
    if (
      !(written instanceof Tensor) ||
      written.dims.join() !== `${count},${prompt.length + length}`
    ) {
      throw new Error('It did not write what was asked for.');
    }
  }
  return { tokens: models.length * count * length, means: {} };
});
