import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../scripts/onnx/graphBuilder.mjs';
import type { CausalLm } from '../../src/model/causalLm';
import type { CheckpointFiles } from '../../src/model/modelFiles';
import { loadModel } from '../../src/model/loadModel';
import { isCausalLm } from '../../src/model/transformersTokenizer';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'steerscope-lm-'));
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Row i holds the logits after token i; exact in float16 too. */
const table = Float32Array.from({ length: 12 }, (_, index) => (index * index) / 4 - 3);

/** Loads a model without a cache whose outputs `write` makes from the logits [1, tokens, 3]. */
async function model(
  name: string,
  write: (graph: GraphBuilder, logits: Value) => void,
): Promise<CausalLm> {
  const graph = new GraphBuilder(name);
  const ids = graph.input('input_ids', 'int64', ['batch', 'tokens']);
  write(graph, graph.op('Gather', [graph.table(table, [4, 3]), ids]));
  const directory = path.join(root, name);
  await mkdir(path.join(directory, 'onnx'), { recursive: true });
  await writeFile(path.join(directory, 'onnx/model.onnx'), graph.build('Table'));
  return loadModel(filesOf(directory), 1);
}

function filesOf(directory: string): CheckpointFiles {
  const label = path.basename(directory);
  return {
    directory,
    label,
    config: {
      model_type: 'llama',
      num_hidden_layers: 1,
      num_attention_heads: 1,
      hidden_size: 1,
    },
    modelPath: path.join(directory, 'onnx/model.onnx'),
    modelLabel: `${label}/onnx/model.onnx`,
    bytes: 0,
    tokenizerDirectory: directory,
    tokenizerText: '',
    tokenizerConfigText: '',
  };
}

const fed = Int32Array.of(3, 0, 2);
const expected = Float32Array.of(
  ...[3, 0, 2].flatMap((id) => [...table.subarray(3 * id, 3 * id + 3)]),
);

describe('a model without a cache', () => {
  it('gives the logits of all positions at once, and no more after them', async () => {
    const lm = await model('plain', (graph, logits) => {
      graph.output('logits', logits, 'float32', ['batch', 'tokens', 3]);
    });
    expect(lm.canContinue).toBe(false);
    const sequence = lm.start();
    expect(await sequence.feed(fed)).toEqual({ data: expected, dims: [1, 3, 3] });
    await expect(sequence.feed(fed)).rejects.toThrow('must be fed at once');
    await lm.dispose();
  });
});

it('widens logits that a model gives in half precision', async () => {
  const lm = await model('half', (graph, logits) => {
    graph.output('logits', graph.cast(logits, 'float16'), 'float16', ['batch', 'tokens', 3]);
  });
  expect((await lm.start().feed(fed)).data).toEqual(expected);
  await lm.dispose();
});

it('refuses an export that predicts after the last token only', async () => {
  const lm = await model('last', (graph, logits) => {
    const last = graph.op('Slice', [
      logits,
      graph.integers(-1),
      graph.integers(1_000_000),
      graph.integers(1),
    ]);
    graph.output('logits', last, 'float32', ['batch', 1, 3]);
  });
  await expect(lm.start().feed(fed)).rejects.toMatchObject({
    kind: 'unsupported',
    message:
      'last/onnx/model.onnx cannot be used: it gives the prediction after the last token only. Export the model with the logits of all positions, or choose another folder.',
  });
  await lm.dispose();
});

it('refuses an export without logits', async () => {
  const lm = await model('hidden', (graph, logits) => {
    graph.output('last_hidden_state', logits, 'float32', ['batch', 'tokens', 3]);
  });
  await expect(lm.start().feed(fed)).rejects.toMatchObject({
    message:
      'hidden/onnx/model.onnx cannot be used: it has no logits. Export the model with the logits of all positions, or choose another folder.',
  });
  await lm.dispose();
});

it('says that the runtime refuses a file, with the runtime’s words for the log only', async () => {
  const directory = path.join(root, 'unknown');
  await mkdir(path.join(directory, 'onnx'), { recursive: true });
  const graph = new GraphBuilder('unknown');
  const ids = graph.input('input_ids', 'int64', ['batch', 'tokens']);
  graph.output('logits', graph.op('NoSuchOperator', [ids]), 'float32', ['batch', 'tokens', 3]);
  await writeFile(path.join(directory, 'onnx/model.onnx'), graph.build('Broken'));
  const error: unknown = await loadModel(filesOf(directory), 1).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    kind: 'unreadable',
    message:
      'unknown/onnx/model.onnx cannot be loaded: the runtime refuses it, although it looks like an ONNX file. The log has the details. Download it again or choose another folder.',
    actions: ['chooseFolder', 'showLog'],
  });
  expect(String(error instanceof Error ? error.cause : '')).toContain('NoSuchOperator');
});

it.each([
  ['llama', true],
  ['gpt2', true],
  ['qwen2', true],
  ['bert', false],
  ['whisper', false],
  ['no-such-model', false],
])('knows whether %s predicts the next token', (modelType, expectedAnswer) => {
  expect(isCausalLm(modelType)).toBe(expectedAnswer);
});
