// Subject: a plain transformers.js script, one forward pass a window, statistics in JavaScript.
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@xenova/transformers';
import { readTask, serve } from '../subject.mjs';
import { plainStatistics } from './plainStatistics.mjs';

const { task, text } = readTask();
env.allowRemoteModels = false;
const options = {
  dtype: task.dtype,
  session_options: { intraOpNumThreads: task.threads },
} as const;
const tokenizer = await AutoTokenizer.from_pretrained(task.base);
const base = await AutoModelForCausalLM.from_pretrained(task.base, options);
const tuned = await AutoModelForCausalLM.from_pretrained(task.tuned, options);

async function logitsOf(model: typeof base, ids: number[]): Promise<Tensor> {
  const outputs: unknown = await model.forward({
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
  });
  const logits: unknown = Reflect.get(Object(outputs), 'logits');
  if (!(logits instanceof Tensor)) throw new TypeError('The model gave no logits.');
  return logits;
}

function rowOf({ data, dims }: Tensor, row: number): number[] {
  const width = dims[2] ?? 0;
  if (!(data instanceof Float32Array)) throw new TypeError('The logits are not float32.');
  return Array.from(data.slice(row * width, (row + 1) * width));
}

await serve(async () => {
  const ids = tokenizer.encode(text, { add_special_tokens: false });
  const capacity = task.contextWindow - task.prefix.length;
  const rows: ReturnType<typeof plainStatistics>[] = [];
  for (let start = 0; rows.length < ids.length; start += task.stride) {
    const end = Math.min(start + capacity, ids.length);
    const input = [...task.prefix, ...ids.slice(start, end)];
    const baseLogits = await logitsOf(base, input);
    const tunedLogits = await logitsOf(tuned, input);
    for (let token = rows.length; token < end; token++) {
      const row = task.prefix.length + token - start - 1;
      rows.push(plainStatistics(rowOf(baseLogits, row), rowOf(tunedLogits, row), ids[token] ?? 0));
    }
  }
  return { tokens: rows.length, meanJs: rows.reduce((sum, { js }) => sum + js, 0) / rows.length };
});
