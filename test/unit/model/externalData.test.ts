import { expect, it } from 'vitest';
import { findExternalData } from '../../../src/model/externalData';
import type { OpenFile } from '../../../src/model/files';

function fileOf(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    close: () => Promise.resolve(),
  };
}

/** A protobuf field with bytes. */
function field(number: number, content: string | readonly number[]): number[] {
  const bytes = typeof content === 'string' ? [...new TextEncoder().encode(content)] : content;
  return [number * 8 + 2, (bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
}

function tensor(entries: Readonly<Record<string, string>>): number[] {
  const external = Object.entries(entries).flatMap(([key, value]) =>
    field(13, [...field(1, key), ...field(2, value)]),
  );
  // dims 3, name, one 32-bit number, the entries, data_location EXTERNAL.
  return field(5, [8, 3, ...field(8, 'weight'), 37, 0, 0, 0, 0, ...external, 112, 1]);
}

it('finds every file with the length that it must have', async () => {
  const graph = [
    ...field(1, new Array<number>(300).fill(0xff)),
    ...tensor({ location: 'model.onnx_data', offset: '4096', length: '1000' }),
    ...field(5, field(9, 'numbers in the model itself')),
    ...tensor({ location: 'model.onnx_data', length: '4096' }),
    ...tensor({ location: 'other.bin' }),
  ];
  const model = Uint8Array.from([8, 8, ...field(7, graph), ...field(8, [16, 17])]);
  expect(await findExternalData(fileOf(model))).toEqual([
    { location: 'model.onnx_data', end: 5096 },
    { location: 'other.bin', end: 0 },
  ]);
});

it('finds none in a model that holds its own numbers', async () => {
  const model = Uint8Array.from([8, 8, ...field(7, field(5, field(9, 'numbers')))]);
  expect(await findExternalData(fileOf(model))).toEqual([]);
});
