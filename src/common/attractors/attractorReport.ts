import type { ModelName, SampleSet } from '../sampling/continuation';
import { wilson, wilsonOfGroups, type Share } from '../stats/proportions';
import type { Steps } from '../steps';
import { clustersOf, clusterSignificance, type Cluster } from './clusters';
import {
  diversityOf,
  entropyDifferenceOf,
  type Diversity,
  type EntropyDifference,
} from './diversity';
import { heldPhrases, phraseOdds, type PhraseOdds } from './phraseOdds';
import { findTheme, leastShare, type ThemeSearch } from './theme';
import { turningPoint } from './turningPoint';
import { withinPromptOf, type WithinPrompt } from './withinPrompt';
import { byPrompt, writtenBy } from './writtenTokens';

/** Where the continuations of one model leave what the base expects. */
export interface Turns {
  /** Share of its continuations that do. */
  readonly share: Share;
  /** Median place of the turning token, from 1; undefined where none turns. */
  readonly medianToken: number | undefined;
}

/** How a model's continuations are spread over clusters. */
export interface ClusterSpread {
  readonly clusters: number;
  /** Share of the largest one. */
  readonly largest: Share;
  /** exp of the entropy of the shares: as many clusters of equal size would spread as much. */
  readonly effective: number;
}

/** What a set of continuations by both models says about attractors. */
export interface AttractorReport {
  readonly set: SampleSet;
  readonly diversity: Readonly<Record<ModelName, Diversity>>;
  readonly entropyDifference: EntropyDifference;
  /** Largest first; every continuation is in one. */
  readonly clusters: readonly Cluster[];
  readonly spread: Readonly<Record<ModelName, ClusterSpread>>;
  /** The cluster that tuned returns to and base does not, where there is one beyond chance. */
  readonly attractingCluster: Cluster | undefined;
  /** Whether each prompt has an attractor of its own; undefined of fewer than five prompts. */
  readonly withinPrompt: WithinPrompt | undefined;
  readonly search: ThemeSearch;
  /** Favoured by tuned, most clearly so first. */
  readonly favoured: readonly PhraseOdds[];
  /** Favoured by base, most clearly so first. */
  readonly avoided: readonly PhraseOdds[];
  readonly turns: Readonly<Record<ModelName, Turns>>;
}

/** Phrases that are kept of those that a model favours. */
const mostPhrases = 20;

/** Analyses continuations that both models wrote behind the same prompts. */
export function* attractorSteps(set: SampleSet): Steps<AttractorReport> {
  const held = yield* heldPhrases(set);
  yield;
  const clusters = yield* clustersOf(set);
  yield;
  const odds = yield* phraseOdds(set, held);
  yield;
  const search = yield* findTheme(set, held);
  yield;
  const diversity = { base: diversityOf(set, 'base'), tuned: diversityOf(set, 'tuned') };
  yield;
  return {
    set,
    diversity,
    entropyDifference: entropyDifferenceOf(set),
    clusters,
    spread: { base: spreadOf(clusters, 'base'), tuned: spreadOf(clusters, 'tuned') },
    attractingCluster: attracting(clusters),
    withinPrompt: withinPromptOf(set, clusters),
    search,
    favoured: odds.filter(({ low }) => low > 0).slice(0, mostPhrases),
    avoided: odds
      .filter(({ high }) => high < 0)
      .sort((a, b) => a.high - b.high)
      .slice(0, mostPhrases),
    turns: { base: turnsOf(set, 'base'), tuned: turnsOf(set, 'tuned') },
  };
}

/**
 * The largest cluster, by its tuned share, that is tuned beyond chance. Clusters are made without a
 * look at who wrote what, so each is a fair test; the bound is divided by the number of those that could
 * reach it at all (Tarone 1990).
 */
function attracting(clusters: readonly Cluster[]): Cluster | undefined {
  const least = clusters.map(({ base, tuned }) => leastChance(base, tuned));
  let tests = 1;
  while (least.filter((chance) => chance <= clusterSignificance / tests).length > tests) tests++;
  return clusters
    .filter(
      ({ chance, tuned }) => chance <= clusterSignificance / tests && tuned.share >= leastShare,
    )
    .reduce<Cluster | undefined>(
      (best, cluster) => (cluster.tuned.share > (best?.tuned.share ?? 0) ? cluster : best),
      undefined,
    );
}

/** The chance if every member that can be is tuned. */
function leastChance(base: Share, tuned: Share): number {
  const members = base.count + tuned.count;
  if (members > tuned.total) return 0;
  let chance = 1;
  for (let k = 0; k < members; k++) {
    chance *= (tuned.total - k) / (tuned.total + base.total - k);
  }
  return chance;
}

function spreadOf(clusters: readonly Cluster[], writer: ModelName): ClusterSpread {
  const shares = clusters.map((cluster) => cluster[writer]).filter(({ count }) => count > 0);
  const entropy = shares.reduce((sum, { share }) => sum - share * Math.log(share), 0);
  const largest = shares.reduce<Share | undefined>(
    (best, share) => (share.count > (best?.count ?? 0) ? share : best),
    undefined,
  );
  return {
    clusters: shares.length,
    largest: largest ?? wilson(0, 0),
    effective: Math.exp(entropy),
  };
}

function turnsOf(set: SampleSet, writer: ModelName): Turns {
  const written = writtenBy(set, writer);
  const groups = byPrompt(written, set.prompts.length).map((group) => ({
    turns: group.flatMap(({ statistics }) => turningPoint(statistics) ?? []),
    total: group.length,
  }));
  const turns = groups.flatMap((group) => group.turns).sort((a, b) => a - b);
  const median = turns[Math.floor(turns.length / 2)];
  return {
    share: wilsonOfGroups(
      groups.map((group) => group.turns.length),
      groups.map(({ total }) => total),
    ),
    medianToken: median === undefined ? undefined : median + 1,
  };
}
