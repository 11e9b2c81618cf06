import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder } from '../../scripts/onnx/graphBuilder.mjs';
import { threadOptions } from '../../src/model/sessionOptions';

/** Side of the square matrices: large enough that nothing but arithmetic counts. */
const side = 1024;
const runs = 12;

/** Multiply-adds a second of one large float32 matrix product, the best of several. */
export async function multiplyAddsPerSecond(threads: number): Promise<number> {
  const graph = new GraphBuilder('product');
  const left = graph.input('left', 'float32', [side, side]);
  // A constant, as weights are, so that the runtime may pack it beforehand.
  const right = graph.table(new Float32Array(side * side).fill(0.5), [side, side]);
  graph.output('product', graph.op('MatMul', [left, right]), 'float32', [side, side]);
  const session = await InferenceSession.create(graph.build('One matrix product'), {
    executionProviders: ['cpu'],
    ...threadOptions(threads),
  });
  const feeds = {
    left: new Tensor('float32', new Float32Array(side * side).fill(1), [side, side]),
  };
  let fastest = Infinity;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await session.run(feeds);
    fastest = Math.min(fastest, performance.now() - started);
  }
  await session.release();
  return (side ** 3 / fastest) * 1000;
}
