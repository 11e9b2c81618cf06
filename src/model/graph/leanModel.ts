import path from 'node:path';
import type { Files } from '../files';
import { halfEmbeddings } from './halfEmbeddings';
import { lastRows } from './lastRows';
import { newTokensOnly } from './newTokensOnly';
import { writeModel } from './onnxGraph';
import { readGraph } from './readGraph';

/** A model that computes the same with less memory and time. */
export interface LeanModel {
  /** An ONNX file whose large constants lie in files of the model's folder. */
  readonly bytes: Uint8Array;
  /** Which outputs, of new tokens alone, continue which inputs. */
  readonly continued: ReadonlyMap<string, string>;
  /** Whether it has the input that leaves out rows of logits. */
  readonly cutsRows: boolean;
}

/**
 * Takes out of a model what scoring does not need. What a graph computes that has branches or scales by
 * its whole input is not followed: such a model stays as it is.
 *
 * @returns undefined for a model that stays as it is
 */
export async function leanModel(modelPath: string, files: Files): Promise<LeanModel | undefined> {
  const file = await files.open(modelPath);
  try {
    const graph = await readGraph(file, path.basename(modelPath));
    if (graph === undefined) return undefined;
    const isFollowed = graph.nodes.every(
      ({ operator, attributes }) =>
        !operator.startsWith('DynamicQuantize') &&
        [...attributes.values()].every(({ isGraph }) => !isGraph),
    );
    const hasRows = graph.inputs.some(({ name }) => name === 'num_logits_to_keep');
    if (!isFollowed) return undefined;
    const { graph: short, continued } = newTokensOnly(halfEmbeddings(graph));
    const cut = hasRows ? undefined : lastRows(short);
    return { bytes: writeModel(cut ?? short), continued, cutsRows: cut !== undefined };
  } finally {
    await file.close();
  }
}
