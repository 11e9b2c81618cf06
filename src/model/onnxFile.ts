import type { OpenFile } from './files';

/** What is wrong with a file that should be an ONNX model. */
export type OnnxFault = 'notOnnx' | 'truncated' | 'empty' | 'lfsPointer';

/** Field numbers of ONNX's ModelProto and the protobuf wire types that they have (onnx.proto). */
const fields: ReadonlyMap<number, number> = new Map([
  [1, 0], // ir_version
  [2, 2], // producer_name
  [3, 2], // producer_version
  [4, 2], // domain
  [5, 0], // model_version
  [6, 2], // doc_string
  [7, 2], // graph
  [8, 2], // opset_import
  [14, 2], // metadata_props
  [20, 2], // training_info
  [25, 2], // functions
  [26, 2], // configuration
]);

const graphField = 7;

/** Longest tag and length of a field: two varints of at most ten bytes. */
const headerLength = 20;

/**
 * Looks whether a file is a whole ONNX model, by its outermost fields alone: a few small reads
 * whatever the file's size. What it says inside is for the runtime to check.
 */
export async function findOnnxFault(file: OpenFile): Promise<OnnxFault | undefined> {
  if (file.size === 0) return 'empty';
  const beginning = new TextDecoder().decode(await file.read(0, 40));
  if (beginning.startsWith('version https://git-lfs')) return 'lfsPointer';
  let offset = 0;
  let hasGraph = false;
  while (offset < file.size) {
    const bytes = await file.read(offset, headerLength);
    const tag = readVarint(bytes, 0);
    if (tag === undefined) return 'truncated';
    const field = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (fields.get(field) !== wireType) return offset === 0 || !hasGraph ? 'notOnnx' : 'truncated';
    const value = readVarint(bytes, tag.end);
    if (value === undefined) return 'truncated';
    offset += value.end + (wireType === 2 ? value.value : 0);
    if (field === graphField) hasGraph = true;
  }
  if (offset > file.size || !hasGraph) return 'truncated';
  return undefined;
}

/** A protobuf varint and where it ends; undefined where the bytes end before it does. */
export function readVarint(
  bytes: Uint8Array,
  from: number,
): { value: number; end: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let index = from; index < bytes.length && index < from + 10; index++) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: index + 1 };
    scale *= 128;
  }
  return undefined;
}
