import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserFacingError } from '../../src/common/errors';
import { toPairSpec } from '../../src/common/pairFile';
import type { PairSpec } from '../../src/common/protocol/model';
import { nodeFiles, type Files } from '../../src/model/files';
import { ModelFiles } from '../../src/model/modelFiles';
import type { PairComparer } from '../../src/model/pairComparer';
import { GraphBuilder } from '../../scripts/onnx/graphBuilder.mjs';
import { isCausalLm } from '../../src/model/transformersTokenizer';
import { pairFromFile, comparisonOf, paramsOf, realComparer } from './support/engine';

let root: string;
let comparer: PairComparer;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'steerscope-models-'));
  comparer = realComparer();
});

afterAll(async () => {
  await comparer.dispose();
  await rm(root, { recursive: true, force: true });
});

/** A pair of copies that a test may spoil. */
let pair: PairSpec;
let base: string;
let tuned: string;

beforeEach(async () => {
  const folder = await mkdtemp(path.join(root, 'pair-'));
  base = path.join(folder, 'base');
  tuned = path.join(folder, 'tuned');
  const bundled = pairFromFile();
  await cp(bundled.base.directory, base, { recursive: true });
  await cp(bundled.tuned.directory, tuned, { recursive: true });
  pair = {
    ...bundled,
    base: { name: 'Base', directory: base },
    tuned: { name: 'Tuned', directory: tuned },
  };
});

/** What the engine says about the pair as it is now. */
async function failure(spec = pair): Promise<UserFacingError> {
  try {
    await comparisonOf(comparer, paramsOf('Once upon a time', { pair: spec }));
  } catch (error) {
    if (error instanceof UserFacingError) return error;
    throw error;
  }
  throw new Error('The pair was accepted.');
}

async function editConfig(fields: object): Promise<void> {
  const file = path.join(base, 'config.json');
  const config: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(Object.assign({}, config, fields)));
}

const weights = 'onnx/model_fp16.onnx';

describe('a model folder', () => {
  it('that is whole is accepted', async () => {
    const comparison = await comparisonOf(comparer, paramsOf('Once upon a time', { pair }));
    expect(comparison.scoredCount).toBeGreaterThan(0);
  });

  it('that is not there', async () => {
    await rm(base, { recursive: true });
    const { message, kind, actions } = await failure();
    expect(message).toBe(`base cannot be read: there is no folder ${base}. Choose another folder.`);
    expect(kind).toBe('unreadable');
    expect(actions).toContain('chooseFolder');
  });

  it('that is a file', async () => {
    await rm(base, { recursive: true });
    await writeFile(base, '');
    expect((await failure()).message).toBe(
      `base cannot be read: ${base} is a file and not a folder. Choose the folder that holds config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx.`,
    );
  });

  it('without config.json', async () => {
    await rm(path.join(base, 'config.json'));
    expect((await failure()).message).toBe(
      'base/config.json is missing. A model folder holds config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx. Choose another folder.',
    );
  });

  it('without a tokenizer', async () => {
    await rm(path.join(base, 'tokenizer.json'));
    expect((await failure()).message).toBe(
      'base/tokenizer.json is missing. A model folder holds config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx. Choose another folder.',
    );
  });

  it('whose config is not JSON', async () => {
    await writeFile(path.join(base, 'config.json'), '<html>');
    expect((await failure()).message).toBe(
      'base/config.json cannot be read: it is not JSON. Download it again or choose another folder.',
    );
  });

  it('whose config is of no model', async () => {
    await writeFile(path.join(base, 'config.json'), '{"name": "x"}');
    expect((await failure()).message).toBe(
      'base/config.json does not describe a model: it has no usable "model_type". Choose the folder of a language model that was exported to ONNX.',
    );
  });

  it.each([
    { model_type: 'bert', architectures: ['BertForMaskedLM'] },
    { model_type: 'llama', architectures: ['LlamaForSequenceClassification'] },
    { model_type: 'whisper', architectures: null },
  ])('with the config of another architecture: $model_type', async (fields) => {
    await editConfig(fields);
    const { message, kind } = await failure();
    expect(message).toBe(
      `base/config.json describes another kind of model (${fields.architectures?.[0] ?? fields.model_type}): it does not predict the next token of a text. Choose the folder of a causal language model.`,
    );
    expect(kind).toBe('unsupported');
  });

  it('whose weights want something else than tokens', async () => {
    const graph = new GraphBuilder('image');
    const image = graph.input('pixel_values', 'float32', ['batch', 'tokens', 3]);
    graph.input('input_ids', 'int64', ['batch', 'tokens']);
    graph.output('logits', image, 'float32', ['batch', 'tokens', 3]);
    await writeFile(path.join(base, weights), graph.build('Copies an image'));
    expect((await failure()).message).toBe(
      'base/onnx/model_fp16.onnx cannot be run: its inputs are not those of a causal language model with this config.json. The log has the details. Choose another folder.',
    );
  });

  it('with a truncated model', async () => {
    const whole = await readFile(path.join(base, weights));
    await writeFile(path.join(base, weights), whole.subarray(0, whole.length / 2));
    expect((await failure()).message).toBe(
      'base/onnx/model_fp16.onnx cannot be read: it ends too early, as after an interrupted download. Download it again or choose another folder.',
    );
  });

  it.each([
    ['q8', 'model_quantized.onnx'],
    ['int8', 'model_int8.onnx'],
    ['uint8', 'decoder_model_merged_uint8.onnx'],
  ] as const)('that has dynamically quantised weights only: %s', async (dtype, file) => {
    for (const folder of [base, tuned]) {
      await rename(path.join(folder, weights), path.join(folder, 'onnx', file));
    }
    const { dtype: asked } = toPairSpec(
      { id: 'mine', base: { directory: base }, tuned: [{ directory: tuned }] },
      (directory) => directory,
    );
    expect((await failure({ ...pair, dtype: asked })).message).toBe(
      `base/onnx/model.onnx is missing: these are the weights of dtype fp32. The folder has ${dtype} (${file}) only, which scale what they compute over the whole input, so that later tokens change the numbers of earlier ones: they are never taken by default. Choose another folder, or ask for dtype ${dtype} by name, in the pair or the setting steerscope.dtype, or with --dtype ${dtype}.`,
    );
    // By name they are taken.
    const comparison = await comparisonOf(
      comparer,
      paramsOf('Once upon a time', { pair: { ...pair, dtype } }),
    );
    expect(comparison.pair.dtype).toBe(dtype);
  });

  it('that has dynamically quantised weights beside others has the others to choose from', async () => {
    await cp(path.join(base, weights), path.join(base, 'onnx', 'model_quantized.onnx'));
    await cp(path.join(base, weights), path.join(base, 'onnx', 'model_q4.onnx'));
    expect((await failure({ ...pair, dtype: 'fp32' })).message).toMatch(
      /The folder has fp16 \(model_fp16\.onnx\), q4 \(model_q4\.onnx\)\. Choose one of these dtypes or another folder\.$/,
    );
  });

  it('with a model that is another file', async () => {
    await writeFile(path.join(tuned, weights), 'Not Found');
    expect((await failure()).message).toBe(
      'tuned/onnx/model_fp16.onnx cannot be read: it is not an ONNX file. Download it again or choose another folder.',
    );
  });

  it('with a model that is damaged inside', async () => {
    const bytes = await readFile(path.join(tuned, weights));
    bytes.fill(0xff, 200, 4000);
    await writeFile(path.join(tuned, weights), bytes);
    expect((await failure()).message).toMatch(/^tuned\/onnx\/model_fp16\.onnx cannot be /);
  });

  it('without weights of the dtype lists those it has', async () => {
    expect((await failure({ ...pair, dtype: 'q4' })).message).toBe(
      'base/onnx/model_q4.onnx is missing: these are the weights of dtype q4. The folder has fp16 (model_fp16.onnx). Choose one of these dtypes or another folder.',
    );
  });

  it('without any weights', async () => {
    await rm(path.join(base, 'onnx'), { recursive: true });
    expect((await failure()).message).toBe(
      'base/onnx/model_fp16.onnx is missing: these are the weights of dtype fp16. The folder has no weights of any dtype. Export the model to ONNX or choose another folder.',
    );
  });

  it('with a tokenizer that is none', async () => {
    await writeFile(path.join(base, 'tokenizer.json'), '{"model": 3}');
    expect((await failure()).message).toBe(
      'base/tokenizer.json cannot be used: it is not a tokenizer that this version knows. The log has the details. Choose another folder.',
    );
  });

  it('of a tuned checkpoint may leave tokenizer and config to the base', async () => {
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      await rm(path.join(tuned, name), { force: true });
    }
    const comparison = await comparisonOf(comparer, paramsOf('Once upon a time', { pair }));
    expect(comparison.scoredCount).toBe(comparison.rowCount);
  });

  it('is read again when its files were written anew', async () => {
    const text = 'Once upon a time';
    const before = await comparisonOf(comparer, paramsOf(text, { pair }));
    await cp(path.join(base, weights), path.join(tuned, weights));
    const after = await comparisonOf(comparer, paramsOf(text, { pair }));
    expect(Math.max(...before.divergence.js)).toBeGreaterThan(1e-4);
    expect(Math.max(...after.divergence.js)).toBeLessThan(1e-6);
  });
});

describe('numbers beside the graph', () => {
  const files = new ModelFiles(nodeFiles, isCausalLm);
  const part = 'onnx/model_q4.onnx_data';

  beforeEach(async () => {
    const field = (number: number, content: string | readonly number[]): number[] => {
      const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
      return [number * 8 + 2, bytes.length, ...bytes];
    };
    const entries = Object.entries({ location: 'model_q4.onnx_data', length: '100' });
    const tensor = entries.flatMap(([key, value]) =>
      field(13, [...field(1, key), ...field(2, value)]),
    );
    const model = [8, 8, ...field(7, field(5, tensor))];
    await writeFile(path.join(base, 'onnx/model_q4.onnx'), Uint8Array.from(model));
  });

  it('count into the size, and their change is noticed', async () => {
    await writeFile(path.join(base, part), new Uint8Array(100));
    const { bytes } = await files.check(base, 'q4');
    expect(bytes).toBeGreaterThan(100);
    const before = await files.fingerprint(base, 'q4');
    await writeFile(path.join(base, part), new Uint8Array(101));
    const after = await files.fingerprint(base, 'q4');
    expect(after).not.toBe(before);
    await writeFile(path.join(base, 'onnx/any name.bin'), new Uint8Array(1));
    expect(await files.fingerprint(base, 'q4')).not.toBe(after);
  });

  it('that are missing are named', async () => {
    await expect(files.check(base, 'q4')).rejects.toThrow(
      /^base\/onnx\/model_q4\.onnx_data is missing: it holds numbers of the model\. Download it to the same folder or choose another folder\.$/,
    );
  });

  it('that are incomplete are named', async () => {
    await writeFile(path.join(base, part), new Uint8Array(99));
    await expect(files.check(base, 'q4')).rejects.toThrow(
      /^base\/onnx\/model_q4\.onnx_data cannot be read: it ends too early, as after an interrupted download\./,
    );
  });
});

describe('a folder without rights', () => {
  /** The machine's files, some of which may not be read; root itself may read everything. */
  function guarded(forbidden: (file: string) => boolean): Files {
    const check = (file: string): void => {
      if (forbidden(file)) {
        throw Object.assign(new Error(`EACCES: permission denied, ${file}`), { code: 'EACCES' });
      }
    };
    return {
      ...nodeFiles,
      list: async (directory) => {
        check(directory);
        return nodeFiles.list(directory);
      },
      readText: async (file) => {
        check(file);
        return nodeFiles.readText(file);
      },
      open: async (file) => {
        check(file);
        return nodeFiles.open(file);
      },
    };
  }

  it.each([
    ['base', 'base'],
    ['base/config.json', 'base/config.json'],
    ['base/tokenizer.json', 'base/tokenizer.json'],
    ['base/onnx', 'base/onnx'],
    ['base/onnx/model_fp16.onnx', 'base/onnx/model_fp16.onnx'],
  ])('is named: %s', async (file, label) => {
    const files = new ModelFiles(
      guarded((asked) => asked === path.join(path.dirname(base), file)),
      isCausalLm,
    );
    await expect(files.check(base, 'fp16')).rejects.toMatchObject({
      kind: 'unreadable',
      message: `${label} cannot be read: you have no right to read it. Change its permissions or choose another folder.`,
      actions: ['chooseFolder', 'showLog'],
    });
  });
});

it('knows models with older names of their weights', async () => {
  const folder = path.join(root, 'merged');
  await cp(base, folder, { recursive: true });
  await mkdir(path.join(folder, 'onnx'), { recursive: true });
  await cp(path.join(base, weights), path.join(folder, 'onnx/decoder_model_merged_fp16.onnx'));
  await rm(path.join(folder, weights));
  const spec = { ...pair, base: { name: 'Merged', directory: folder } };
  const comparison = await comparisonOf(comparer, paramsOf('Once', { pair: spec }));
  expect(comparison.scoredCount).toBeGreaterThan(0);
});
