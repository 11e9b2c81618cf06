// Subject: a plain transformers.js script, one forward pass a window, statistics in JavaScript.
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@xenova/transformers';
import { readTask, serve } from '../harness/serveSubject.mjs';
import { versionOf } from '../harness/versionOf.mjs';
import { plainStatistics } from './plainStatistics.mjs';

const task = readTask();
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

/** Adds up statistics token by token and divides in the end. */
class Means {
  private readonly sums = new Map<string, { sum: number; count: number }>();

  add(statistics: Readonly<Record<string, number | readonly number[]>>): void {
    for (const [name, value] of Object.entries(statistics)) {
      if (typeof value === 'number') this.addNumber(name, value);
      else
        value.forEach((number, place) => {
          this.addNumber(`${name}.${place}`, number);
        });
    }
  }

  result(): Record<string, number> {
    return Object.fromEntries([...this.sums].map(([name, { sum, count }]) => [name, sum / count]));
  }

  private addNumber(name: string, number: number): void {
    const total = this.sums.get(name) ?? { sum: 0, count: 0 };
    total.sum += number;
    total.count += 1;
    this.sums.set(name, total);
  }
}

await serve([process.pid], versionOf('@xenova/transformers'), async (text) => {
  const ids = tokenizer.encode(text, { add_special_tokens: false });
  const capacity = task.contextWindow - task.prefix.length;
  const means = new Means();
  let scored = 0;
  for (let start = 0; scored < ids.length; start += task.stride) {
    const end = Math.min(start + capacity, ids.length);
    const input = [...task.prefix, ...ids.slice(start, end)];
    const baseLogits = await logitsOf(base, input);
    const tunedLogits = await logitsOf(tuned, input);
    for (; scored < end; scored++) {
      const row = task.prefix.length + scored - start - 1;
      const rows = [rowOf(baseLogits, row), rowOf(tunedLogits, row)] as const;
      means.add(plainStatistics(...rows, ids[scored] ?? 0, task.topK, task.grids));
    }
  }
  return { tokens: ids.length, means: means.result() };
});
