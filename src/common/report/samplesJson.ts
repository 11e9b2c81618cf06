import { logRatio } from '../comparison';
import type { Continuation, SampleSet } from '../sampling/continuation';
import { continuationTotals } from '../sampling/continuationTotals';
import { jsonValue } from './jsonValue';
import { samplingHeadRecord } from './samplingRecord';
import { pieceRecord } from './tokenRecord';

/**
 * Continuations as JSON of format version 1 (`schema/samples.schema.json`), in nats, one continuation
 * a line.
 */
export function* samplesJsonParts(set: SampleSet): Generator<string> {
  const { formatVersion, pair, settings, prompts } = samplingHeadRecord(set);
  yield `{
"formatVersion": ${formatVersion},
"pair": ${jsonValue(pair)},
"settings": ${jsonValue(settings)},
"prompts": ${jsonValue(prompts)},
"continuations": [
`;
  let separator = '';
  for (const continuation of set.continuations) {
    yield `${separator}${jsonValue(continuationRecord(continuation, set))}`;
    separator = ',\n';
  }
  yield '\n]\n}\n';
}

/** One continuation with every token. */
function continuationRecord(continuation: Continuation, { pieces, topK }: SampleSet): object {
  const { prompt, writer, index, end, text, splitsAlike, ids, statistics } = continuation;
  const piece = (id: number) => pieceRecord(pieces.get(id) ?? new Uint8Array());
  const at = (column: Float64Array | Int32Array, token: number): number => column[token] ?? 0;
  return {
    prompt,
    writer,
    index,
    end,
    text,
    splitsAlike,
    ...continuationTotals(continuation),
    tokens: Array.from(ids, (id, token) => ({
      id,
      ...piece(id),
      base: modelRecord(statistics.base, token),
      tuned: modelRecord(statistics.tuned, token),
      logRatio: logRatio(statistics, token),
      klTunedBase: at(statistics.klTunedBase, token),
      klBaseTuned: at(statistics.klBaseTuned, token),
      js: at(statistics.js, token),
      tv: at(statistics.tv, token),
      top: Array.from({ length: topK }, (_, place) => {
        const topId = at(statistics.topIds, token * topK + place);
        return {
          id: topId,
          ...piece(topId),
          probability: at(statistics.topProbabilities, token * topK + place),
        };
      }),
    })),
  };
}

function modelRecord(
  { surprisal, entropy, rank }: Continuation['statistics']['base'],
  token: number,
): object {
  return {
    surprisal: surprisal[token] ?? 0,
    entropy: entropy[token] ?? 0,
    rank: rank[token] ?? 0,
  };
}
