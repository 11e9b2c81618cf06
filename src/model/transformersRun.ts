import { DynamicCache, Tensor, type PreTrainedModel } from '@xenova/transformers';
import { UserFacingError } from '../common/errors';
import type { BatchLogits } from './causalLm';
import { halfToFloat } from './halfFloat';
import { cacheEntries, type LmCache } from './lmCache';

/** A loaded model. */
export interface RunnableModel {
  readonly model: PreTrainedModel;
  /** What messages call it. */
  readonly label: string;
  /** Which dimension of each of its memories is that of tokens; empty for a model without any. */
  readonly tokenAxes: ReadonlyMap<string, number | undefined>;
}

/**
 * Runs a model over the next tokens of sequences of one length.
 *
 * @param ids row-major, `count` sequences × tokens
 * @param before tokens that each sequence has already
 * @param cache what the model remembers of them
 * @throws UserFacingError if the runtime refuses the inputs or the outputs are not a causal model's
 */
export async function runModel(
  { model, label }: RunnableModel,
  ids: Int32Array,
  count: number,
  before: number,
  cache: LmCache,
): Promise<{ readonly logits: BatchLogits; readonly cache: LmCache }> {
  const tokens = ids.length / count;
  const length = before + tokens;
  let outputs: unknown;
  try {
    outputs = await model.forward({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [count, tokens]),
      attention_mask: new Tensor('int64', new BigInt64Array(count * length).fill(1n), [
        count,
        length,
      ]),
      ...(before === 0 ? {} : { past_key_values: new DynamicCache({ ...cache }) }),
    });
  } catch (error) {
    throw new UserFacingError(
      'unreadable',
      `${label} cannot be run: its inputs are not those of a causal language model with this config.json. The log has the details. Choose another folder.`,
      ['chooseFolder', 'showLog'],
      { cause: error },
    );
  }
  return { logits: logitsOf(outputs, tokens, label), cache: cacheEntries(propertiesOf(outputs)) };
}

function logitsOf(outputs: unknown, tokens: number, label: string): BatchLogits {
  const logits = propertiesOf(outputs).find(([name]) => name === 'logits')?.[1];
  if (!(logits instanceof Tensor) || logits.dims.length !== 3) {
    throw unsupported(label, 'it has no logits');
  }
  const [sequences = 0, rows = 0, width = 0] = logits.dims;
  if (rows !== tokens) {
    throw unsupported(label, 'it gives the prediction after the last token only');
  }
  return { data: floatsOf(logits), dims: [sequences, rows, width] };
}

function unsupported(label: string, reason: string): UserFacingError {
  return new UserFacingError(
    'unsupported',
    `${label} cannot be used: ${reason}. Export the model with the logits of all positions, or choose another folder.`,
    ['chooseFolder'],
  );
}

/** Logits as 32-bit floats whatever the model computes in. */
function floatsOf(logits: Tensor): Float32Array {
  const data: unknown = logits.data;
  if (data instanceof Float32Array) return data;
  if (logits.type === 'float16' && ArrayBuffer.isView(data)) {
    return halfToFloat(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2));
  }
  throw new TypeError(`Logits of type ${logits.type}`);
}

function propertiesOf(outputs: unknown): [string, unknown][] {
  return typeof outputs === 'object' && outputs !== null ? Object.entries(outputs) : [];
}
