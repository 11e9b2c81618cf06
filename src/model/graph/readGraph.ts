import { FileBlocks } from '../fileBlocks';
import type { OpenFile } from '../files';
import { readVarint } from '../onnxFile';
import {
  parseDescription,
  parseNode,
  parseTensor,
  type Initializer,
  type OnnxGraph,
} from './onnxGraph';
import { bytesField, joined, numberField } from './protobuf';

/** Constants with fewer bytes are read; of others it is only noted where they lie. */
const largest = 1024;

/** A tag and a length: two varints of at most ten bytes. */
const headerLength = 20;

const ofModel = { graph: 7 } as const;
const ofGraph = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const ofTensor = { rawData: 9, externalData: 13, dataLocation: 14 } as const;

interface Field {
  readonly number: number;
  /** Where tag, content and end lie in the file. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a model's graph and leaves its large constants where they are: what is returned refers to the
 * file, so that the runtime can map it into memory instead of copying it.
 *
 * @param name of the file, without its folder
 * @returns undefined where the file is not written as expected
 */
export async function readGraph(file: OpenFile, name: string): Promise<OnnxGraph | undefined> {
  const blocks = new FileBlocks(file);
  const model = await fieldsBetween(blocks, 0, file.size);
  const graphs = model.filter(({ number }) => number === ofModel.graph);
  const [graph] = graphs;
  if (graph === undefined || graphs.length > 1) return undefined;
  const fields = await fieldsBetween(blocks, graph.start, graph.end);
  const contents = (number: number): Promise<Uint8Array[]> =>
    all(
      fields.filter((field) => field.number === number),
      ({ start, end }) => blocks.read(start, end - start),
    );
  const wholes = async (of: readonly Field[], known: readonly number[]): Promise<Uint8Array> =>
    joined(
      await all(
        of.filter(({ number }) => !known.includes(number)),
        ({ from, end }) => blocks.read(from, end - from),
      ),
    );
  return {
    nodes: (await contents(ofGraph.node)).map(parseNode),
    initializers: await all(
      fields.filter(({ number }) => number === ofGraph.initializer),
      (field) => readTensor(blocks, field, name),
    ),
    inputs: (await contents(ofGraph.input)).map(parseDescription),
    outputs: (await contents(ofGraph.output)).map(parseDescription),
    otherFields: await wholes(fields, Object.values(ofGraph)),
    modelFields: await wholes(model, [ofModel.graph]),
  };
}

async function readTensor(blocks: FileBlocks, field: Field, name: string): Promise<Initializer> {
  if (field.end - field.start < largest) {
    return parseTensor(await blocks.read(field.start, field.end - field.start));
  }
  const fields = await fieldsBetween(blocks, field.start, field.end);
  const parts = await all(fields, async ({ number, from, start, end }) => {
    if (number !== ofTensor.rawData || end - start < largest) return blocks.read(from, end - from);
    const entries = { location: name, offset: String(start), length: String(end - start) };
    return joined([
      ...Object.entries(entries).map(([key, value]) =>
        bytesField(ofTensor.externalData, joined([bytesField(1, key), bytesField(2, value)])),
      ),
      numberField(ofTensor.dataLocation, 1),
    ]);
  });
  return parseTensor(joined(parts));
}

/** The fields of the message that lies between two places of the file, in order. */
async function fieldsBetween(blocks: FileBlocks, from: number, end: number): Promise<Field[]> {
  const fields: Field[] = [];
  let offset = from;
  while (offset < end) {
    const bytes = await blocks.read(offset, Math.min(headerLength, end - offset));
    const tag = readVarint(bytes, 0);
    const wireType = (tag?.value ?? 3) % 8;
    const fixed = wireType === 1 ? 8 : wireType === 5 ? 4 : undefined;
    const value =
      tag && (fixed === undefined ? readVarint(bytes, tag.end) : { value: fixed, end: tag.end });
    if (tag === undefined || value === undefined || wireType === 3 || wireType === 4) {
      throw new RangeError(`No field at ${offset}`);
    }
    const start = offset + value.end;
    const next = wireType === 0 ? start : start + value.value;
    if (next > end) throw new RangeError(`A field at ${offset} ends too early`);
    fields.push({ number: Math.floor(tag.value / 8), from: offset, start, end: next });
    offset = next;
  }
  return fields;
}

/** One after another, in order. */
async function all<In, Out>(
  items: readonly In[],
  make: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const made: Out[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
