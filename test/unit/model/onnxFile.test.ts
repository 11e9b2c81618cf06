import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../../../src/model/files';
import { findOnnxFault } from '../../../src/model/onnxFile';

function fileOf(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    close: () => Promise.resolve(),
  };
}

/** A ModelProto: ir_version 8, producer "x", a graph of `size` bytes, opset 17. */
function model(size: number): Uint8Array {
  const length = [(size & 0x7f) | 0x80, size >> 7];
  return Uint8Array.of(
    ...[0x08, 8, 0x12, 1, 0x78, 0x3a, ...length],
    ...new Uint8Array(size).fill(0xff),
    ...[0x42, 2, 0x10, 17],
  );
}

describe('findOnnxFault', () => {
  it('finds nothing wrong with a whole model', async () => {
    expect(await findOnnxFault(fileOf(model(300)))).toBeUndefined();
  });

  it('finds a model that ends early wherever it was cut inside the graph', async () => {
    const whole = model(300);
    for (let end = 9; end < whole.length - 4; end += 7) {
      expect(await findOnnxFault(fileOf(whole.subarray(0, end)))).toBe('truncated');
    }
  });

  it('finds a model whose last field is cut', async () => {
    expect(await findOnnxFault(fileOf(model(300).subarray(0, -1)))).toBe('truncated');
  });

  it.each([
    ['text', 'This is not a model.'],
    ['a web page', '<!DOCTYPE html><html></html>'],
    ['JSON', '{"error":"not found"}'],
    ['zeros', '\0'.repeat(64)],
  ])('finds that %s is no model', async (_, text) => {
    expect(await findOnnxFault(fileOf(new TextEncoder().encode(text)))).toBe('notOnnx');
  });

  it('knows a Git LFS pointer', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
    expect(await findOnnxFault(fileOf(new TextEncoder().encode(pointer)))).toBe('lfsPointer');
  });

  it('finds an empty file', async () => {
    expect(await findOnnxFault(fileOf(new Uint8Array()))).toBe('empty');
  });
});
