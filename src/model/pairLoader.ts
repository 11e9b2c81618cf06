import { availableParallelism } from 'node:os';
import { isCausal, notCausalSentence } from '../common/causality';
import { UserFacingError } from '../common/errors';
import { contextCapSentence, type ContextCap } from '../common/contextCap';
import type { Log } from '../common/log';
import type { AskedThreads, CompareProgress, PairSpec } from '../common/protocol/model';
import type { Tokenizer } from './causalLm';
import { checkpoint } from './eventLoop';
import { documentEnds, findPrefix, trainedContext } from './documentPrefix';
import type { CheckpointFiles, ModelFiles } from './modelFiles';
import { PairModels, type ModelLoader } from './pairModels';
import { measurePlans, type PlannedModels } from './planMeasurement';
import { probePair } from './probe';
import { probeIds, probeTokens } from './probeText';
import type { ProbeStore } from './probeStore';
import { SequenceCache } from './sequenceCache';
import { planSentence, threadPlan, threadsTogether, unmeasuredReason } from './threadPlan';
import { checkCanaries } from './tokenizerAgreement';
import type { Reducer, ScoringPair } from './windowScorer';

/** What turns files into things that run. */
export interface Runtime extends ModelLoader {
  readonly files: ModelFiles;
  loadTokenizer(files: CheckpointFiles): Promise<Tokenizer>;
  loadStatistics(): Promise<Reducer>;
  /** Where probes are kept; without it a pair is probed whenever it is loaded. */
  readonly probes?: Pick<ProbeStore, 'get' | 'put'> | undefined;
}

/** A pair in memory, checked and probed. */
export interface LoadedPair extends ScoringPair {
  readonly tokenizer: Tokenizer;
  /** Absent if the tuned model's tokenizer has the same files. */
  readonly tunedTokenizer: Tokenizer | undefined;
  /** Ids put before every window. */
  readonly prefix: readonly number[];
  /** Ids with which a model ends a document. */
  readonly endIds: readonly number[];
  readonly contextLimit: number;
  readonly contextDefault: number;
  /** See ScoredPair. */
  readonly contextCap: ContextCap | undefined;
  readonly noiseFloor: number;
  readonly causality: number;
  /** Of both models together; 0 where the runtime chose. */
  readonly threads: number;
  /** See ComparisonHead. */
  readonly fingerprint: string;
  dispose(): Promise<void>;
}

/** Context window of models made for more, unless one is asked for: it bounds memory and time. */
const longestDefaultContext = 2048;

/** Memory for what the models remember of texts scored before, in bytes. */
export const sequenceMemory = 192 * 2 ** 20;

/** Of that, for the text that was scored last, even where it alone takes more, in bytes. */
export const lastSequenceMemory = 2 * sequenceMemory;

/** Logits of one model that a window may have where it is computed at once: 128 MiB of memory. */
const mostWindowLogits = 2 ** 25;

/** Weights of both models, in bytes, up to which they may be in memory twice to measure plans in turn. */
const mostTwice = 256e6;

/** Times that plans are measured where the machine seems too busy for it to say anything. */
const mostTries = 3;

/** Tokens whose rows come first: reading so few takes little longer than reading one. */
const firstChunkLength = 32;

/** Context of a model whose config does not tell. */
const unknownContext = 1024;

/**
 * Checks the files of both models, that their tokenizers agree, loads them and probes the pair.
 *
 * @param fingerprint of the files and of what else of `spec` changes numbers
 * @param onLoading called before each model is loaded
 * @throws UserFacingError if a file is unusable or the models cannot be compared
 */
export async function loadPair(
  spec: PairSpec,
  fingerprint: string,
  asked: AskedThreads,
  runtime: Runtime,
  log: Log,
  onLoading: (progress: CompareProgress & { kind: 'loading' }) => void,
): Promise<LoadedPair> {
  const baseFiles = await runtime.files.check(spec.base.directory, spec.dtype);
  const tunedFiles = await runtime.files.check(spec.tuned.directory, spec.dtype, baseFiles);
  const { bytes } = baseFiles;
  const { threads, sideBySide } = asked;
  const rule = threadPlan(asked, runtime.hasModelThreads);
  const key = JSON.stringify([fingerprint, threads, sideBySide, rule, availableParallelism()]);
  const kept = await runtime.probes?.get(key);
  onLoading({ kind: 'loading', model: 'base', name: spec.base.name, bytes, measuring: false });
  const tokenizer = await runtime.loadTokenizer(baseFiles);
  const tunedTokenizer =
    baseFiles.tokenizerText === tunedFiles.tokenizerText &&
    baseFiles.tokenizerConfigText === tunedFiles.tokenizerConfigText
      ? undefined
      : await runtime.loadTokenizer(tunedFiles);
  if (tunedTokenizer !== undefined) checkCanaries(tokenizer, tunedTokenizer);
  const prefix = spec.prefix ?? findPrefix(baseFiles.config, tokenizer);
  checkPrefix(prefix, tokenizer, spec);

  const pairModels = new PairModels(runtime, baseFiles, tunedFiles);
  try {
    const ofTuned = { kind: 'loading', model: 'tuned', name: spec.tuned.name } as const;
    const reason = unmeasuredReason(asked, runtime.hasModelThreads);
    const unmeasured = kept?.plan ?? { ...rule, reason };
    let planned: PlannedModels = {
      plan: unmeasured,
      isSettled: true,
      models: await pairModels.load(unmeasured.threads, () => {
        onLoading({ ...ofTuned, bytes: tunedFiles.bytes, measuring: false });
      }),
    };
    const trained = leastDefined(
      trainedContext(baseFiles.config),
      trainedContext(tunedFiles.config),
    );
    const contextLength = leastDefined(spec.contextLength, trained) ?? unknownContext;
    if (spec.contextLength !== undefined && contextLength < spec.contextLength) {
      log.log(
        'warn',
        `${spec.id}: its contextLength (${spec.contextLength}) is more than the models were made for; ${contextLength} is used.`,
      );
    }
    const isFree = threads === 0 && sideBySide === undefined && rule.sideBySide;
    const isFirst = kept === undefined;
    const tries = isFree ? (kept?.triesLeft ?? mostTries) : 0;
    if (runtime.probes && tries > 0) {
      onLoading({ ...ofTuned, bytes: tunedFiles.bytes, measuring: true });
      planned = await measurePlans(rule, planned.models, pairModels, {
        ids: probeIds(tokenizer, prefix, Math.min(probeTokens, contextLength)),
        twice: baseFiles.bytes + tunedFiles.bytes <= mostTwice,
        isLast: tries === 1,
      });
    }
    const { plan, isSettled, models } = planned;
    const [base, tuned] = models;
    const statistics = await runtime.loadStatistics();
    const tokenizerSize = Math.min(tokenizer.size, tunedTokenizer?.size ?? tokenizer.size);
    const probe =
      kept?.probe ??
      (await probePair(base, tuned, statistics, tokenizer, tokenizerSize, prefix, contextLength));
    if (isFirst || tries > 0) {
      await runtime.probes?.put(key, { probe, plan, triesLeft: isSettled ? 0 : tries - 1 });
    }
    const { width, noiseFloor, causality, chunkLength } = probe;
    log.log(
      'info',
      `Loaded ${spec.id} (${spec.dtype}): ${width} ids, noise floor ${noiseFloor.toExponential(1)} nats, later tokens reach back by ${causality.toExponential(1)} nats, ${chunkLength} tokens at a time, ${planSentence(plan)} (${plan.reason}), prefix [${prefix.join(', ')}].`,
    );
    const canContinue = base.canContinue && tuned.canContinue;
    const contextCap = canContinue ? undefined : capOf(contextLength, width);
    if (contextCap !== undefined) {
      log.log('warn', `${spec.id}: ${contextCapSentence(contextCap)}`);
    }
    const contextLimit = contextCap?.limit ?? contextLength;
    const causal = isCausal(probe);
    if (!causal) {
      const problem = notCausalSentence({ ...probe, dtype: spec.dtype }, 'nats');
      log.log('warn', `${spec.id}: ${problem}`);
    }
    return {
      base,
      tuned,
      statistics,
      tokenizer,
      tunedTokenizer,
      prefix,
      endIds: documentEnds(prefix, [baseFiles.config, tunedFiles.config], width),
      contextLimit,
      contextDefault:
        spec.contextLength === undefined
          ? Math.min(contextLimit, longestDefaultContext)
          : contextLimit,
      contextCap,
      width,
      noiseFloor,
      causality,
      chunkLength,
      firstChunkLength: Math.min(firstChunkLength, chunkLength),
      sideBySide: plan.sideBySide,
      threads: threadsTogether(plan),
      turn: checkpoint,
      fingerprint,
      sequences: causal ? new SequenceCache(sequenceMemory, lastSequenceMemory) : undefined,
      dispose: () => pairModels.dispose(),
    };
  } catch (error) {
    await pairModels.dispose();
    throw error;
  }
}

/** Where the logits of as many tokens as the models were made for would take too much memory at once. */
function capOf(trained: number, width: number): ContextCap | undefined {
  const limit = Math.floor(mostWindowLogits / width);
  return limit < trained ? { limit, trained } : undefined;
}

function checkPrefix(prefix: readonly number[], tokenizer: Tokenizer, spec: PairSpec): void {
  const stranger = prefix.find((id) => id >= tokenizer.size);
  if (stranger === undefined) return;
  throw new UserFacingError(
    'incomparable',
    `The pair ${spec.id} cannot be used: its prefix has the token ${stranger}, and its tokenizer has tokens 0 to ${tokenizer.size - 1}. Correct the prefix or choose another pair.`,
    ['choosePair'],
  );
}

function leastDefined(...values: readonly (number | undefined)[]): number | undefined {
  const defined = values.filter((value) => value !== undefined);
  return defined.length === 0 ? undefined : Math.min(...defined);
}
