import { pastName, tokenAxis } from '../lmCache';
import { description, type GraphNode, type OnnxGraph } from './onnxGraph';

/**
 * Lets a model give the keys and values of its new tokens alone where it would give them behind a copy of
 * those that it was given.
 *
 * @returns the graph, and which output now continues which input
 */
export function newTokensOnly(graph: OnnxGraph): {
  readonly graph: OnnxGraph;
  readonly continued: ReadonlyMap<string, string>;
} {
  const continued = new Map<string, string>();
  const outputs = graph.outputs.map((output) => {
    const past = pastName(output.name);
    if (past === undefined) return output;
    const input = graph.inputs.find(({ name }) => name === past);
    const node = makerOf(output.name, graph);
    if (input?.dims === undefined || node?.operator !== 'Concat') return output;
    const [first, added, ...more] = node.inputs;
    const axis = node.attributes.get('axis')?.integers[0] ?? NaN;
    const rank = input.dims.length;
    const isAlongTokens = (axis < 0 ? axis + rank : axis) === tokenAxis(input.dims);
    const isTaken = added === undefined || continued.has(added);
    if (first !== past || isTaken || more.length > 0 || !isAlongTokens) return output;
    continued.set(added, past);
    return description(added, output.type);
  });
  return { graph: { ...graph, outputs }, continued };
}

/** The operator that makes a value, whatever names it has been given since. */
function makerOf(name: string, graph: OnnxGraph): GraphNode | undefined {
  const node = graph.nodes.find(({ outputs }) => outputs.includes(name));
  const [original] = node?.inputs ?? [];
  return node?.operator === 'Identity' && original !== undefined ? makerOf(original, graph) : node;
}
