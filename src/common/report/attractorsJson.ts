import type { AttractorReport, Turns } from '../attractors/attractorReport';
import { attractorVerdict } from '../attractors/attractorSentences';
import type { Cluster } from '../attractors/clusters';
import type { Diversity } from '../attractors/diversity';
import type { PerturbationReport, PerturbationSide } from '../attractors/perturbation';
import { turningPoint } from '../attractors/turningPoint';
import type { ModelName } from '../sampling/continuation';
import { continuationTotals } from '../sampling/continuationTotals';
import { jsonValue } from './jsonValue';
import { samplingHeadRecord } from './samplingRecord';
import { pieceRecord } from './tokenRecord';

/**
 * An attractor report as JSON of format version 1 (`schema/attractors.schema.json`), in nats, one
 * continuation a line.
 */
export function* attractorsJsonParts(
  report: AttractorReport,
  perturbation: PerturbationReport | undefined,
): Generator<string> {
  const { set, clusters } = report;
  const { formatVersion, pair, settings, prompts } = samplingHeadRecord(set);
  const head = {
    formatVersion,
    pair,
    settings,
    prompts,
    ...analysisRecord(report),
    perturbation: perturbation === undefined ? null : perturbationRecord(perturbation),
  };
  yield `${jsonValue(head).slice(0, -1)},\n"continuations": [\n`;
  const clusterOf = new Map(
    clusters.flatMap(({ members }, cluster) => members.map((member) => [member, cluster] as const)),
  );
  let separator = '';
  for (const [index, continuation] of set.continuations.entries()) {
    const { prompt, writer, index: number, end, text, splitsAlike, ids, statistics } = continuation;
    const record = {
      prompt,
      writer,
      index: number,
      end,
      text,
      splitsAlike,
      tokenCount: ids.length,
      ...continuationTotals(continuation),
      cluster: clusterOf.get(index) ?? null,
      turningToken: turningPoint(statistics) ?? null,
    };
    yield `${separator}${jsonValue(record)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** The findings; clusters are named by their places in `clusters`. */
function analysisRecord(report: AttractorReport): object {
  const {
    search,
    clusters,
    attractingCluster,
    withinPrompt,
    spread,
    favoured,
    avoided,
    turns,
    diversity,
    entropyDifference,
  } = report;
  const { theme, found, detectable } = search;
  return {
    verdict: attractorVerdict(report, 'nats'),
    theme: theme === undefined ? null : { found, ...theme },
    detectableShare: detectable ?? null,
    attractingCluster: attractingCluster === undefined ? null : clusters.indexOf(attractingCluster),
    withinPrompt: withinPrompt ?? null,
    clusters: clusters.map((cluster) => clusterRecord(report, cluster)),
    spread,
    phrases: { favoured, avoided },
    turns: byModel((model) => turnsRecord(turns[model])),
    diversity: byModel((model) => diversityRecord(diversity[model])),
    entropyDifference: {
      difference: entropyDifference.difference,
      standardError: entropyDifference.standardError ?? null,
    },
  };
}

function byModel<T>(of: (model: ModelName) => T): Record<ModelName, T> {
  return { base: of('base'), tuned: of('tuned') };
}

function clusterRecord({ set }: AttractorReport, cluster: Cluster): object {
  const { members, representative, prompts, tunedPrompts, base, tuned, chance } = cluster;
  const { mostOfOnePrompt, chanceElsewhere, isShared } = cluster;
  return {
    size: members.length,
    prompts,
    tunedPrompts,
    base,
    tuned,
    chance,
    mostOfOnePrompt,
    chanceElsewhere,
    isShared,
    representative: set.continuations[representative]?.text ?? '',
  };
}

function turnsRecord({ share, medianToken }: Turns): object {
  return { share, medianToken: medianToken ?? null };
}

function diversityRecord(diversity: Diversity): object {
  const { entropyStandardError, coverageStandardError } = diversity;
  const { branching, reaching, collisions, ...figures } = diversity;
  return {
    ...figures,
    entropyStandardError: entropyStandardError ?? null,
    coverageStandardError: coverageStandardError ?? null,
    branching: [...branching],
    reaching: [...reaching],
    collisions: [...collisions],
  };
}

function perturbationRecord({
  base,
  tuned,
  difference,
  length,
  threads,
  sideBySide,
  pieces,
}: PerturbationReport): object {
  const side = ({ references, perturbed, returns, confidence }: PerturbationSide): object => ({
    returns,
    confidence,
    references: references.map(({ prompt, text, end }) => ({ prompt, text, end })),
    changes: perturbed.map(({ reentry, ...change }) => ({
      ...change,
      changedTo: pieceRecord(pieces.get(change.id) ?? new Uint8Array()).text,
      reentry: reentry ?? null,
    })),
  });
  return { length, threads, sideBySide, base: side(base), tuned: side(tuned), difference };
}
