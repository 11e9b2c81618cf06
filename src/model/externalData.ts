import { FileBlocks } from './fileBlocks';
import type { OpenFile } from './files';
import { readVarint } from './onnxFile';

/** A stretch of a file beside the graph that holds numbers of the model. */
export interface ExternalData {
  /** File name relative to the graph's folder. */
  readonly location: string;
  /** Bytes that the file must have at least. */
  readonly end: number;
}

/** Field numbers in ONNX's messages (onnx.proto). */
const graphOfModel = 7;
const initializerOfGraph = 5;
const externalDataOfTensor = 13;
const keyOfEntry = 1;
const valueOfEntry = 2;

/** A tag and a length: two varints of at most ten bytes. */
const headerLength = 20;

/** Where the bytes of a field lie in the file. */
interface Field {
  readonly start: number;
  readonly end: number;
}

/**
 * The files that a whole ONNX model keeps its numbers in, each once. Only the outlines of the graph are
 * read: numbers that lie in the model itself are skipped.
 */
export async function findExternalData(file: OpenFile): Promise<readonly ExternalData[]> {
  const blocks = new FileBlocks(file);
  const whole = { start: 0, end: file.size };
  const ends = new Map<string, number>();
  for (const graph of await fieldsOf(blocks, whole, graphOfModel)) {
    for (const tensor of await fieldsOf(blocks, graph, initializerOfGraph)) {
      const entries = new Map<string, string>();
      for (const entry of await fieldsOf(blocks, tensor, externalDataOfTensor)) {
        const key = await textOf(blocks, entry, keyOfEntry);
        entries.set(key, await textOf(blocks, entry, valueOfEntry));
      }
      const location = entries.get('location');
      if (location === undefined) continue;
      const end = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
      ends.set(location, Math.max(ends.get(location) ?? 0, end));
    }
  }
  return Array.from(ends, ([location, end]) => ({ location, end }));
}

/** The fields of a message that have this number and bytes, in order. */
async function fieldsOf(blocks: FileBlocks, message: Field, number: number): Promise<Field[]> {
  const found: Field[] = [];
  let offset = message.start;
  while (offset < message.end) {
    const bytes = await blocks.read(offset, Math.min(headerLength, message.end - offset));
    const tag = readVarint(bytes, 0);
    if (tag === undefined) return found;
    const wireType = tag.value % 8;
    if (wireType === 1 || wireType === 5) {
      offset += tag.end + (wireType === 1 ? 8 : 4);
      continue;
    }
    const value = readVarint(bytes, tag.end);
    // What the outlines do not explain is for the runtime to refuse.
    if (value === undefined || (wireType !== 0 && wireType !== 2)) return found;
    const start = offset + value.end;
    offset = wireType === 2 ? start + value.value : start;
    if (offset > message.end) return found;
    if (wireType === 2 && Math.floor(tag.value / 8) === number) found.push({ start, end: offset });
  }
  return found;
}

async function textOf(blocks: FileBlocks, entry: Field, number: number): Promise<string> {
  const [field] = await fieldsOf(blocks, entry, number);
  if (field === undefined) return '';
  return new TextDecoder().decode(await blocks.read(field.start, field.end - field.start));
}
