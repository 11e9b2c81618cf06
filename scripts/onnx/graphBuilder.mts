import { createRequire } from 'node:module';
import type * as OnnxProto from 'onnx-proto';

// The package is CommonJS whose names Node cannot see without running it.
const { onnx } = createRequire(import.meta.url)('onnx-proto') as typeof OnnxProto;

/** Version of the standard operator set that the graphs use. */
const operatorSet = 18;
/** Version of the file format that goes with it. */
const irVersion = 8;

const elementTypes = {
  float32: onnx.TensorProto.DataType.FLOAT,
  float16: onnx.TensorProto.DataType.FLOAT16,
  int32: onnx.TensorProto.DataType.INT32,
  int64: onnx.TensorProto.DataType.INT64,
  uint8: onnx.TensorProto.DataType.UINT8,
  bool: onnx.TensorProto.DataType.BOOL,
} as const;

export type ElementType = keyof typeof elementTypes;

/** Length of an axis: a number, or the name of a length that is known at run time only. */
export type Dimension = number | string;

type AttributeValue =
  number | { readonly type: ElementType } | { readonly graph: OnnxProto.onnx.IGraphProto };

type Attributes = Readonly<Record<string, AttributeValue>>;

/** The bytes of constants are little-endian in the file, as they are in memory where this runs. */
type ConstantData = Float32Array | BigInt64Array;

/** The name of a tensor in the graph that made it. */
export interface Value {
  readonly name: string;
}

function shapeOf(dimensions: readonly Dimension[]): OnnxProto.onnx.ITensorShapeProto {
  return {
    dim: dimensions.map((size) =>
      typeof size === 'number' ? { dimValue: size } : { dimParam: size },
    ),
  };
}

function attribute(name: string, value: AttributeValue): OnnxProto.onnx.IAttributeProto {
  const types = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: types.INT, i: value };
  if ('graph' in value) return { name, type: types.GRAPH, g: value.graph };
  return { name, type: types.INT, i: elementTypes[value.type] };
}

/**
 * Writes one ONNX graph, operator by operator. Names are numbered in the order of the calls, so the
 * same calls give the same bytes.
 */
export class GraphBuilder {
  /** Nodes of the graph or of the branch that is being written. */
  private nodes: OnnxProto.onnx.INodeProto[] = [];
  private nodeCount = 0;
  private readonly inputs: OnnxProto.onnx.IValueInfoProto[] = [];
  private readonly outputs: OnnxProto.onnx.IValueInfoProto[] = [];
  private readonly initializers: OnnxProto.onnx.ITensorProto[] = [];
  private readonly constants = new Map<string, Value>();

  constructor(private readonly graphName: string) {}

  input(name: string, type: ElementType, dimensions: readonly Dimension[]): Value {
    this.inputs.push(this.describe(name, type, dimensions));
    return { name };
  }

  /** Adds a node with one output. */
  op(type: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    const output = this.newValue(type);
    this.addNode(type, inputs, [output], attributes);
    return output;
  }

  /** Adds a node with two outputs. */
  op2(
    type: string,
    inputs: readonly Value[],
    attributes: Attributes = {},
  ): readonly [Value, Value] {
    const outputs = [this.newValue(type), this.newValue(type)] as const;
    this.addNode(type, inputs, outputs, attributes);
    return outputs;
  }

  /**
   * Values of one of two branches, whichever the condition chooses when the graph runs; only that
   * branch is computed. Both give tensors of the same names and element type.
   */
  choose<Name extends string>(
    condition: Value,
    type: ElementType,
    names: readonly Name[],
    whenTrue: () => Readonly<Record<Name, Value>>,
    whenFalse: () => Readonly<Record<Name, Value>>,
  ): Readonly<Record<Name, Value>> {
    const graphs = [whenTrue, whenFalse].map((write) => this.branch(type, names, write));
    const outputs = names.map((name) => this.newValue(name));
    const [thenBranch = {}, elseBranch = {}] = graphs;
    this.addNode('If', [condition], outputs, {
      then_branch: { graph: thenBranch },
      else_branch: { graph: elseBranch },
    });
    return Object.fromEntries(names.map((name, i) => [name, outputs[i]])) as Record<Name, Value>;
  }

  cast(value: Value, to: ElementType): Value {
    return this.op('Cast', [value], { to: { type: to } });
  }

  /** A float32 number, as a scalar. */
  single(value: number): Value {
    return this.constant(`f32_${value}`, 'float32', [], Float32Array.of(value));
  }

  /** A list of int64 numbers: axes, sizes, indices. */
  integers(...values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(`i64_${values.join('_')}`, 'int64', [values.length], data);
  }

  /** A table of float32 numbers, row-major; kept once for each call. */
  table(values: Float32Array, dimensions: readonly number[]): Value {
    return this.constant(`table_${this.constants.size}`, 'float32', dimensions, values);
  }

  /** Makes a value a named output of the graph. */
  output(name: string, value: Value, type: ElementType, dimensions: readonly Dimension[]): void {
    this.addNode('Identity', [value], [{ name }], {});
    this.outputs.push(this.describe(name, type, dimensions));
  }

  /** The whole model as the bytes of an .onnx file. */
  build(documentation: string): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion,
      producerName: 'steerscope',
      docString: documentation,
      opsetImport: [{ domain: '', version: operatorSet }],
      graph: {
        name: this.graphName,
        node: this.nodes,
        input: this.inputs,
        output: this.outputs,
        initializer: this.initializers,
      },
    }).finish();
  }

  private branch<Name extends string>(
    type: ElementType,
    names: readonly Name[],
    write: () => Readonly<Record<Name, Value>>,
  ): OnnxProto.onnx.IGraphProto {
    const outer = this.nodes;
    this.nodes = [];
    const values = write();
    const outputs = names.map((name) => this.op('Identity', [values[name]]));
    const graph = {
      name: `${this.graphName}_${this.nodeCount}`,
      node: this.nodes,
      output: outputs.map((value) => ({
        name: value.name,
        type: { tensorType: { elemType: elementTypes[type] } },
      })),
    };
    this.nodes = outer;
    return graph;
  }

  private newValue(hint: string): Value {
    this.nodeCount += 1;
    return { name: `${hint}_${this.nodeCount}` };
  }

  private addNode(
    type: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Attributes,
  ): void {
    this.nodes.push({
      opType: type,
      input: inputs.map((value) => value.name),
      output: outputs.map((value) => value.name),
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
  }

  private constant(
    name: string,
    type: ElementType,
    dimensions: readonly number[],
    data: ConstantData,
  ): Value {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    this.initializers.push({
      name,
      dataType: elementTypes[type],
      dims: [...dimensions],
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    const value = { name };
    this.constants.set(name, value);
    return value;
  }

  private describe(
    name: string,
    type: ElementType,
    dimensions: readonly Dimension[],
  ): OnnxProto.onnx.IValueInfoProto {
    return {
      name,
      type: { tensorType: { elemType: elementTypes[type], shape: shapeOf(dimensions) } },
    };
  }
}
