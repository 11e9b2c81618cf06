import {
  description,
  elementTypes,
  integerTensor,
  plainNode,
  type GraphNode,
  type OnnxGraph,
} from './onnxGraph';

/** The input that tells from which of the fed tokens on logits are wanted: int64 [1]. */
export const firstRowInput = 'steerscope/first_row';

/** Operators that make each number from the numbers at the same place. */
const elementwise = new Set([
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Pow',
    'Sqrt',
    'Reciprocal',
    'Neg',
    'Abs',
    'Exp',
    'Cast',
    'Identity',
  ],
  ...['Sigmoid', 'Tanh', 'Erf', 'Relu', 'Gelu', 'FastGelu', 'QuickGelu', 'BiasGelu', 'Clip'],
]);

/** Operators along the last dimension, and how many of their inputs, the first, are not constants. */
const alongRows: ReadonlyMap<string, number> = new Map([
  ['ReduceMean', 1],
  ['LayerNormalization', 1],
  ['SimplifiedLayerNormalization', 1],
  ['RMSNormalization', 1],
  ['SkipLayerNormalization', 2],
  ['SkipSimplifiedLayerNormalization', 2],
  ['Split', 1],
]);

/**
 * Lets a model leave out the logits of its first new tokens, and all that only leads to them: the output
 * layer and what comes before it up to the last mixing of tokens. Keys and values stay as they are.
 *
 * @returns undefined where the model has no such end
 */
export function lastRows(graph: OnnxGraph): OnnxGraph | undefined {
  const logits = graph.outputs.find(({ name }) => name === 'logits');
  if (logits?.dims?.length !== 3) return undefined;
  const end = rowwiseEnd(graph, constantDims(graph));
  // Without a product among them there is nothing to gain.
  if (![...end.keys()].some(({ operator }) => operator.startsWith('MatMul'))) return undefined;
  const first = `${firstRowInput}/end`;
  const axis = `${firstRowInput}/axis`;
  const cut = new Set<string>();
  const nodes = graph.nodes.flatMap((node): GraphNode[] => {
    const rows = end.get(node);
    if (rows === undefined) return [node];
    const outside = rows.filter((name) => !isMadeIn(end, name));
    const slices = [...new Set(outside)]
      .filter((name) => !cut.has(name))
      .map((name) => plainNode('Slice', [name, firstRowInput, first, axis], [rowsName(name)]));
    for (const name of outside) cut.add(name);
    const inputs = node.inputs.map((name) => (outside.includes(name) ? rowsName(name) : name));
    return [...slices, { ...node, inputs }];
  });
  return {
    ...graph,
    nodes,
    initializers: [
      ...graph.initializers,
      integerTensor(first, [2n ** 62n]),
      integerTensor(axis, [1n]),
    ],
    inputs: [...graph.inputs, description(firstRowInput, elementTypes.int64, [1])],
    outputs: graph.outputs.map((output) =>
      output === logits ? description(logits.name, logits.type) : output,
    ),
  };
}

function rowsName(name: string): string {
  return `${name}/rows`;
}

function isMadeIn(end: ReadonlyMap<GraphNode, readonly string[]>, name: string): boolean {
  return [...end.keys()].some(({ outputs }) => outputs.includes(name));
}

/**
 * The operators at the end that treat each token by itself and lead to the logits only, with those of
 * their inputs that have a row for each token, [batch, tokens, numbers].
 */
function rowwiseEnd(
  { nodes, outputs }: OnnxGraph,
  constants: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<GraphNode, readonly string[]> {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  const results = new Set(outputs.map(({ name }) => name));
  const end = new Map<GraphNode, readonly string[]>();
  // Operators stand behind those whose outputs they read.
  for (const node of [...nodes].reverse()) {
    const leadsToLogitsOnly = node.outputs.every((name) => {
      if (name === 'logits') return !readers.has(name);
      return !results.has(name) && (readers.get(name) ?? []).every((reader) => end.has(reader));
    });
    const isRead = node.outputs.some((name) => name === 'logits' || readers.has(name));
    const rows = leadsToLogitsOnly && isRead ? rowInputs(node, constants) : undefined;
    if (rows !== undefined && rows.length > 0) end.set(node, rows);
  }
  return end;
}

/** Inputs with a row for each token of an operator that treats each by itself; undefined for others. */
function rowInputs(
  { operator, inputs, attributes }: GraphNode,
  constants: ReadonlyMap<string, readonly number[]>,
): readonly string[] | undefined {
  const isConstant = (name: string): boolean => name === '' || constants.has(name);
  const rows = inputs.filter((name) => !isConstant(name));
  if (elementwise.has(operator)) {
    return inputs.every((name) => isSameForTokens(constants.get(name))) ? rows : undefined;
  }
  const others = inputs.slice(1);
  if (operator === 'MatMul') return constants.get(others[0] ?? '')?.length === 2 ? rows : undefined;
  if (operator === 'MatMulNBits') return others.every(isConstant) ? rows : undefined;
  const count = alongRows.get(operator);
  const axes = attributes.get('axis') ?? attributes.get('axes');
  const isLast = axes === undefined ? operator !== 'Split' : axes.integers.join() === '-1';
  const keeps = attributes.get('keepdims')?.integers[0] !== 0;
  // Where the dimensions are another input, they may be any.
  const isTold = operator !== 'ReduceMean' || axes !== undefined;
  const fits = isLast && keeps && isTold && inputs.slice(count).every(isConstant);
  return count !== undefined && fits && rows.length === count ? rows : undefined;
}

/** Whether a constant has the same numbers for every token. */
function isSameForTokens(dims: readonly number[] | undefined): boolean {
  return dims === undefined || dims.length < 2 || dims.at(-2) === 1;
}

/** Lengths of the dimensions of what does not depend on any input. */
function constantDims({ nodes, initializers }: OnnxGraph): ReadonlyMap<string, readonly number[]> {
  const constants = new Map(initializers.map(({ name, dims }) => [name, dims]));
  for (const { operator, inputs, outputs, attributes } of nodes) {
    const dims =
      operator === 'Constant'
        ? attributes.get('value')?.tensorDims
        : constants.get(inputs[0] ?? '');
    const [output] = outputs;
    if (dims === undefined || output === undefined) continue;
    if (operator === 'Transpose') constants.set(output, [...dims].reverse());
    if (['Constant', 'Cast', 'Identity'].includes(operator)) constants.set(output, dims);
  }
  return constants;
}
