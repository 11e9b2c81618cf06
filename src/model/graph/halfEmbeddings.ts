import type { GraphNode, OnnxGraph } from './onnxGraph';

/**
 * Widens the embeddings of the tokens that are there, and not the whole table before any is looked up:
 * where the table is also the output layer, which the runtime keeps in an order of its own, it would be in
 * memory twice in single precision. The numbers are the same.
 */
export function halfEmbeddings(graph: OnnxGraph): OnnxGraph {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const casts = new Map(
    graph.nodes.flatMap((node) => {
      const [table = ''] = node.inputs;
      const [output = ''] = node.outputs;
      return node.operator === 'Cast' && constants.has(table) ? [[output, node] as const] : [];
    }),
  );
  const nodes = graph.nodes.flatMap((node): GraphNode[] => {
    const [table = '', ...indices] = node.inputs;
    const [output = ''] = node.outputs;
    const cast = casts.get(table);
    if (node.operator !== 'Gather' || cast === undefined) return [node];
    const narrow = `${output}/narrow`;
    return [
      { ...node, inputs: [cast.inputs[0] ?? '', ...indices], outputs: [narrow] },
      { ...cast, inputs: [narrow], outputs: [output] },
    ];
  });
  return { ...graph, nodes };
}
