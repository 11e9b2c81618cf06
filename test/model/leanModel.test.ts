import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GraphBuilder, type Value } from '../../scripts/onnx/graphBuilder.mjs';
import { DecoderLm } from '../../src/model/decoderSequence';
import { DecoderSession } from '../../src/model/decoderSession';
import { nodeFiles } from '../../src/model/files';
import { leanModel } from '../../src/model/graph/leanModel';
import type { CheckpointFiles } from '../../src/model/modelFiles';
import { writeRandomPair } from '../fixtures/randomPair';

const bundled = path.resolve('media/models/wedding-party/base/onnx/model_fp16.onnx');
let folder: string;
let random: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-lean-'));
  const { base } = await writeRandomPair(folder);
  random = path.join(base.directory, 'onnx', 'model.onnx');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function filesOf(modelPath: string): CheckpointFiles {
  return {
    directory: folder,
    label: 'model',
    config: { model_type: 'llama', num_attention_heads: 4 },
    modelPath,
    modelLabel: 'model/onnx/model.onnx',
    bytes: 0,
    tokenizerDirectory: folder,
    tokenizerText: '',
    tokenizerConfigText: '',
  };
}

/** Logits of a model without a cache, [1, tokens, 3], from rows that `write` makes of token rows. */
async function tableModel(
  name: string,
  write: (graph: GraphBuilder, rows: Value) => Value,
): Promise<string> {
  const graph = new GraphBuilder(name);
  const ids = graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  const table = Float32Array.from({ length: 12 }, (_, i) => (i * i) / 4 - 3);
  const rows = graph.op('Gather', [graph.table(table, [4, 3]), ids]);
  const logits = write(graph, graph.op('CumSum', [rows, graph.integers(1)]));
  graph.output('logits', logits, 'float32', ['batch_size', 'sequence_length', 3]);
  const file = path.join(folder, `${name}.onnx`);
  await writeFile(file, graph.build('Table'));
  return file;
}

const square = Float32Array.of(1, 2, 0, -1, 0.5, 3, 0, 1, 1);

/** The logits that the runtime gives for a file as it is. */
async function logitsAsItIs(file: string, ids: readonly number[]): Promise<Float32Array> {
  const session = await InferenceSession.create(file);
  const integers = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const feeds: Record<string, Tensor> = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor) continue;
    if (input.name === 'input_ids') feeds[input.name] = integers(ids);
    else if (input.name === 'attention_mask') feeds[input.name] = integers(ids.map(() => 1));
    else if (input.name === 'position_ids') feeds[input.name] = integers([...ids.keys()]);
    else {
      const dims = input.shape.map((length) => (typeof length === 'number' ? length : 0));
      feeds[input.name] = new Tensor('float32', new Float32Array(0), dims.with(0, 1));
    }
  }
  const { logits } = await session.run(feeds);
  await session.release();
  return logits?.data instanceof Float32Array ? logits.data : new Float32Array(0);
}

function largestGap(one: Float32Array, other: Float32Array): number {
  expect(one).toHaveLength(other.length);
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? NaN))), 0);
}

/** A model with a branch. */
function branchedModel(): Promise<string> {
  return tableModel('branched', (graph, rows) => {
    const isLong = graph.op('Greater', [graph.op('ReduceMax', [rows]), graph.single(0)]);
    const condition = graph.op('Reshape', [isLong, graph.integers(1)]);
    const write = (): { value: Value } => ({ value: graph.op('Neg', [rows]) });
    return graph.choose(condition, 'float32', ['value'], write, write).value;
  });
}

describe('what is taken out', () => {
  it('are copies of old keys and values, rows of logits, and constants, which stay in the file', async () => {
    for (const [file, memories] of [
      [bundled, 10],
      [random, 2],
    ] as const) {
      const lean = await leanModel(file, nodeFiles);
      expect(lean?.continued.size).toBe(memories);
      expect(lean?.cutsRows).toBe(true);
      expect(20 * (lean?.bytes.length ?? Infinity)).toBeLessThan((await readFile(file)).length);
    }
  });

  it('leaves rows where tokens are mixed behind the output layer', async () => {
    const mixing = await tableModel('mixing', (graph, rows) =>
      graph.op('CumSum', [
        graph.op('MatMul', [rows, graph.table(square, [3, 3])]),
        graph.integers(1),
      ]),
    );
    expect((await leanModel(mixing, nodeFiles))?.cutsRows).toBe(false);
    const placed = await tableModel('placed', (graph, rows) =>
      graph.op('Add', [rows, graph.table(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])]),
    );
    expect((await leanModel(placed, nodeFiles))?.cutsRows).toBe(false);
  });

  it('leaves models that scale by their whole input, or have branches, as they are', async () => {
    const scaled = await tableModel('scaled', (graph, rows) => {
      const [narrow] = graph.op2('DynamicQuantizeLinear', [rows]);
      return graph.cast(narrow, 'float32');
    });
    expect(await leanModel(scaled, nodeFiles)).toBeUndefined();
    const branched = await branchedModel();
    expect(await leanModel(branched, nodeFiles)).toBeUndefined();
  });
});

describe('what it computes', () => {
  it('are the numbers of the model as it is, chunk by chunk, whatever rows are left out', async () => {
    const ids = Array.from({ length: 23 }, (_, i) => 1 + ((i * 37) % 900));
    for (const file of [bundled, random]) {
      const expected = await logitsAsItIs(file, ids);
      const width = expected.length / ids.length;
      const create = vi.spyOn(InferenceSession, 'create');
      const lm = new DecoderLm(await DecoderSession.create(filesOf(file), 1));
      // Once: the model as it is was not loaded in its place.
      expect(create.mock.calls.map(([model]: unknown[]) => typeof model)).toEqual(['object']);
      create.mockRestore();
      for (const [chunk, skipped] of [
        [23, 0],
        [23, 22],
        [8, 3],
        [8, 8],
        [1, 0],
      ] as const) {
        const sequence = lm.start();
        for (let first = 0; first < ids.length; first += chunk) {
          const fed = Int32Array.from(ids.slice(first, first + chunk));
          const left = Math.min(skipped, fed.length);
          const { data, dims } = await sequence.feed(fed, left);
          expect(dims).toEqual([1, fed.length - left, width]);
          const rows = expected.subarray((first + left) * width, (first + fed.length) * width);
          expect(largestGap(data, rows)).toBeLessThan(1e-4);
        }
        sequence.dispose();
      }
      await lm.dispose();
    }
  });

  it('keeps what a sequence remembers when others go on from it', async () => {
    const lm = new DecoderLm(await DecoderSession.create(filesOf(bundled), 1));
    const sequence = lm.start();
    await sequence.feed(Int32Array.of(5, 6, 7));
    const [same, shorter] = [sequence.cut(3), sequence.cut(2)];
    const next = Int32Array.of(8, 9);
    const { data } = await sequence.feed(next);
    sequence.dispose();
    expect(largestGap(data, (await same?.feed(next))?.data ?? new Float32Array(0))).toBe(0);
    await shorter?.feed(Int32Array.of(7));
    const again = await shorter?.feed(next);
    expect(largestGap(data, again?.data ?? new Float32Array(0))).toBeLessThan(1e-4);
    await lm.dispose();
  });

  it('keeps what others go on from when a sequence is disposed of while it is fed', async () => {
    const lm = new DecoderLm(await DecoderSession.create(filesOf(bundled), 1));
    const ids = Int32Array.of(5, 6, 7);
    const next = Int32Array.of(8, 9);
    const undisturbed = lm.start();
    await undisturbed.feed(ids);
    const expected = await undisturbed.feed(next);
    const sequence = lm.start();
    await sequence.feed(ids);
    const pending = sequence.feed(next);
    const kept = sequence.cut(3);
    sequence.dispose();
    expect(await pending).toEqual(expected);
    expect(await kept?.feed(next)).toEqual(expected);
    const alone = lm.start();
    await alone.feed(ids);
    const unwanted = alone.feed(next);
    alone.dispose();
    expect(await unwanted).toEqual(expected);
    await lm.dispose();
  });

  it('cuts rows also of a model from which nothing was taken out', async () => {
    const branched = await branchedModel();
    const lm = new DecoderLm(await DecoderSession.create(filesOf(branched), 1));
    const fed = Int32Array.of(3, 0, 2);
    const { data } = await lm.start().feed(fed);
    const last = await lm.start().feed(fed, 2);
    expect(last).toEqual({ data: data.subarray(6), dims: [1, 1, 3] });
    await lm.dispose();
  });
});
