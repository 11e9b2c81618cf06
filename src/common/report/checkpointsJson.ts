import type { CheckpointPoint, CheckpointSeries } from '../checkpoints/checkpointSeries';
import { checkpointsVerdict } from '../checkpoints/checkpointSentences';
import type { MeanInterval } from '../stats/meanInterval';
import type { Share } from '../stats/proportions';
import { jsonValue } from './jsonValue';
import { samplingHeadRecord } from './samplingRecord';

/** A series of checkpoints as JSON of format version 1 (`schema/checkpoints.schema.json`), in nats. */
export function* checkpointsJsonParts(series: CheckpointSeries): Generator<string> {
  const { phrases, detectable, base, points } = series;
  const { formatVersion, settings, prompts } = samplingHeadRecord(points[0].set);
  const head = {
    formatVersion,
    settings,
    prompts,
    verdict: checkpointsVerdict(series, 'nats'),
    phrases,
    detectableShare: detectable ?? null,
    base: {
      attractor: base.attractor === undefined ? null : shareRecord(base.attractor),
      entropyGap: intervalRecord(base.entropyGap),
    },
  };
  yield `${jsonValue(head).slice(0, -1)},\n"checkpoints": [\n`;
  yield points.map((point) => jsonValue(pointRecord(point))).join(',\n');
  yield '\n]}\n';
}

function pointRecord(point: CheckpointPoint): object {
  const { checkpoint, set, attractor, isAttracted, withinPrompt } = point;
  const { reward, meanReward, baseReward, klSpent, klTokens, prompts } = checkpoint.stated;
  return {
    id: checkpoint.id,
    pair: samplingHeadRecord(set).pair,
    stated: {
      reward: reward ?? null,
      meanReward: meanReward ?? null,
      baseReward: baseReward ?? null,
      klSpent: klSpent ?? null,
      klTokens: klTokens ?? null,
      prompts: prompts ?? null,
    },
    klSpent: intervalRecord(point.klSpent),
    divergence: intervalRecord(point.divergence),
    entropyGap: intervalRecord(point.entropyGap),
    attractor: attractor === undefined ? null : shareRecord(attractor.tuned),
    isAttracted,
    withinPrompt: withinPrompt ?? null,
  };
}

function intervalRecord({ mean, low, high, count }: MeanInterval): object {
  return { mean, low: low ?? null, high: high ?? null, count };
}

function shareRecord({ share, low, high, count, total }: Share): object {
  return { share, low, high, count, total };
}
