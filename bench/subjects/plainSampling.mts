import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@xenova/transformers';
import { samplingWork } from '../harness/samplingWork.mjs';
import type { Task } from '../harness/task.mjs';

/** What one model wrote: rows of prompt and continuation. */
export interface Written {
  /** int64, [continuations, tokens]. */
  readonly sequences: Tensor;
  /** Tokens of each row that are the prompt's. */
  readonly promptLength: number;
}

/** Both models of a pair, as transformers.js runs them. */
export class PlainSampler {
  private constructor(
    private readonly task: Task,
    private readonly tokenizer: Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>,
    private readonly models: readonly Awaited<
      ReturnType<typeof AutoModelForCausalLM.from_pretrained>
    >[],
  ) {}

  static async load(task: Task): Promise<PlainSampler> {
    env.allowRemoteModels = false;
    const options = {
      dtype: task.dtype,
      session_options: { intraOpNumThreads: task.threads },
    } as const;
    return new PlainSampler(task, await AutoTokenizer.from_pretrained(task.base), [
      await AutoModelForCausalLM.from_pretrained(task.base, options),
      await AutoModelForCausalLM.from_pretrained(task.tuned, options),
    ]);
  }

  /** Lets both models continue a text with `generate`, one after the other. */
  async write(text: string): Promise<Written[]> {
    const { count, length } = samplingWork;
    const prompt = [
      ...this.task.prefix,
      ...this.tokenizer.encode(text, { add_special_tokens: false }),
    ];
    const dims = [count, prompt.length];
    const ids = BigInt64Array.from({ length: count * prompt.length }, (_, at) =>
      BigInt(prompt[at % prompt.length] ?? 0),
    );
    const all: Written[] = [];
    for (const model of this.models) {
      const sequences: unknown = await model.generate({
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
        !(sequences instanceof Tensor) ||
        sequences.dims.join() !== `${count},${prompt.length + length}`
      ) {
        throw new Error('It did not write what was asked for.');
      }
      all.push({ sequences, promptLength: prompt.length });
    }
    return all;
  }

  /** The logits of base and of tuned for every token of the rows, from one forward pass each. */
  async score({ sequences }: Written): Promise<Tensor[]> {
    const { dims, size } = sequences;
    const both: Tensor[] = [];
    for (const model of this.models) {
      const outputs: unknown = await model.forward({
        input_ids: sequences,
        attention_mask: new Tensor('int64', new BigInt64Array(size).fill(1n), dims),
      });
      const logits: unknown = Reflect.get(Object(outputs), 'logits');
      if (!(logits instanceof Tensor)) throw new TypeError('The model gave no logits.');
      both.push(logits);
    }
    return both;
  }
}
