import { bytesField, integersOf, joined, messageFields, numberField, textOf } from './protobuf';

/** Field numbers in ONNX's messages (onnx.proto). */
const ofNode = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 } as const;
const ofAttribute = { name: 1, integer: 3, tensor: 5, graph: 6, integers: 8, graphs: 11 } as const;
const ofTensor = { dimension: 1, type: 2, name: 8 } as const;
const ofDescription = { name: 1, type: 2 } as const;

/** An attribute of an operator, as far as anybody here looks into it. */
export interface Attribute {
  /** Of a number, or of a list of numbers. */
  readonly integers: readonly number[];
  /** Lengths of the tensor's dimensions, if it is one. */
  readonly tensorDims: readonly number[] | undefined;
  readonly isGraph: boolean;
}

/** An operator of a graph. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** All fields but inputs, outputs and the name, which no two nodes may share, as in the file. */
  readonly rest: Uint8Array;
}

/** A constant of a graph. */
export interface Initializer {
  readonly name: string;
  /** ONNX's number of the element type. */
  readonly type: number;
  readonly dims: readonly number[];
  /** The TensorProto; of large ones only a reference to where the numbers lie. */
  readonly bytes: Uint8Array;
}

/** An input or output of a graph. */
export interface Description {
  readonly name: string;
  /** ONNX's number of the element type. */
  readonly type: number;
  /** Lengths of dimensions, or their names; undefined where the shape is not told. */
  readonly dims: readonly (number | string)[] | undefined;
  readonly bytes: Uint8Array;
}

/** A model's graph without its large constants. */
export interface OnnxGraph {
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Description[];
  readonly outputs: readonly Description[];
  /** Fields of the graph that are none of these, and fields of the model beside the graph. */
  readonly otherFields: Uint8Array;
  readonly modelFields: Uint8Array;
}

/** ONNX's numbers of element types. */
export const elementTypes = { int64: 7 } as const;

export function parseNode(bytes: Uint8Array): GraphNode {
  const fields = messageFields(bytes);
  const texts = (number: number): string[] =>
    fields.filter((field) => field.number === number).map(textOf);
  const attributes = fields.filter(({ number }) => number === ofNode.attribute);
  const own: readonly number[] = [ofNode.input, ofNode.output, ofNode.name];
  return {
    operator: texts(ofNode.operator)[0] ?? '',
    inputs: texts(ofNode.input),
    outputs: texts(ofNode.output),
    attributes: new Map(attributes.map(({ content }) => parseAttribute(content))),
    rest: joined(fields.filter(({ number }) => !own.includes(number)).map(({ whole }) => whole)),
  };
}

function parseAttribute(bytes: Uint8Array): [string, Attribute] {
  const fields = messageFields(bytes);
  const all = (number: number) => fields.filter((field) => field.number === number);
  const [name] = all(ofAttribute.name);
  const [tensor] = all(ofAttribute.tensor);
  return [
    name === undefined ? '' : textOf(name),
    {
      integers: integersOf([...all(ofAttribute.integer), ...all(ofAttribute.integers)]),
      tensorDims: tensor && parseTensor(tensor.content).dims,
      isGraph: [...all(ofAttribute.graph), ...all(ofAttribute.graphs)].length > 0,
    },
  ];
}

/** @param bytes a TensorProto, with or without its numbers */
export function parseTensor(bytes: Uint8Array): Initializer {
  const fields = messageFields(bytes);
  const name = fields.find(({ number }) => number === ofTensor.name);
  return {
    name: name === undefined ? '' : textOf(name),
    type: fields.find(({ number }) => number === ofTensor.type)?.value ?? 0,
    dims: integersOf(fields.filter(({ number }) => number === ofTensor.dimension)),
    bytes,
  };
}

/** @param bytes a ValueInfoProto */
export function parseDescription(bytes: Uint8Array): Description {
  const fields = messageFields(bytes);
  const name = fields.find(({ number }) => number === ofDescription.name);
  const inside = (message: Uint8Array | undefined, number: number): Uint8Array | undefined =>
    message && messageFields(message).find((field) => field.number === number)?.content;
  // TypeProto.tensor_type, and in it elem_type and shape.
  const tensor = inside(fields.find(({ number }) => number === ofDescription.type)?.content, 1);
  const shape = inside(tensor, 2);
  return {
    name: name === undefined ? '' : textOf(name),
    type:
      tensor === undefined ? 0 : (messageFields(tensor).find((f) => f.number === 1)?.value ?? 0),
    dims:
      shape &&
      messageFields(shape).map(({ content }) => {
        const [dimension] = messageFields(content);
        if (dimension === undefined) return '';
        return dimension.number === 1 ? dimension.value : textOf(dimension);
      }),
    bytes,
  };
}

/** A tensor of any shape as an input or output. */
export function description(name: string, type: number, dims?: readonly number[]): Description {
  const shape =
    dims === undefined
      ? []
      : [bytesField(2, joined(dims.map((length) => bytesField(1, numberField(1, length)))))];
  const tensor = joined([numberField(1, type), ...shape]);
  const bytes = joined([
    bytesField(ofDescription.name, name),
    bytesField(ofDescription.type, bytesField(1, tensor)),
  ]);
  return { name, type, dims, bytes };
}

/** A list of whole numbers, not negative, as a constant. */
export function integerTensor(name: string, values: readonly bigint[]): Initializer {
  const numbers = BigInt64Array.from(values);
  const bytes = joined([
    numberField(ofTensor.dimension, values.length),
    numberField(ofTensor.type, elementTypes.int64),
    bytesField(ofTensor.name, name),
    bytesField(9, new Uint8Array(numbers.buffer)),
  ]);
  return { name, type: elementTypes.int64, dims: [values.length], bytes };
}

/** An operator of the standard set without attributes. */
export function plainNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
): GraphNode {
  const rest = bytesField(ofNode.operator, operator);
  return { operator, inputs, outputs, attributes: new Map(), rest };
}

/** The model as the bytes of an ONNX file. */
export function writeModel(graph: OnnxGraph): Uint8Array {
  const content = joined([
    ...graph.nodes.map((node) => bytesField(1, nodeBytes(node))),
    ...graph.initializers.map(({ bytes }) => bytesField(5, bytes)),
    ...graph.inputs.map(({ bytes }) => bytesField(11, bytes)),
    ...graph.outputs.map(({ bytes }) => bytesField(12, bytes)),
    graph.otherFields,
  ]);
  return joined([graph.modelFields, bytesField(7, content)]);
}

function nodeBytes({ inputs, outputs, rest }: GraphNode): Uint8Array {
  return joined([
    ...inputs.map((name) => bytesField(ofNode.input, name)),
    ...outputs.map((name) => bytesField(ofNode.output, name)),
    rest,
  ]);
}
