import { excerpt } from '../../common/attractors/attractorSentences';
import { UserFacingError } from '../../common/errors';
import type {
  ProbeParams,
  ProbeProgress,
  ProbePrompt,
  ProbeResult,
} from '../../common/protocol/probing';
import type { LoadedPair } from '../pairLoader';
import type { PairQueue } from '../pairQueue';
import { scoredPair } from '../scoredPair';
import { readPrompt } from '../sampling/promptState';
import { promptTokens } from '../sampling/promptTokens';
import { resolveSettings } from '../scoringSettings';
import { answerChances } from './answerChances';
import { Vocabulary } from './vocabulary';

/** Room that answers have behind a prompt, in tokens. */
const answerRoom = 32;

/** What a chat template is told to be asked for, before the prompt as the model's own turn. */
const chatRequest = 'Continue the text.';

/** Asks both models of a pair what follows texts. */
export class PairProber {
  constructor(private readonly queue: PairQueue) {}

  /**
   * The probability of answers behind prompts under both models, prompt by prompt.
   *
   * @param signal is looked at between any two runs of a model
   * @throws UserFacingError if the pair cannot be read, cannot continue, or has no chat template
   * @throws CancelledError once the signal has aborted
   */
  async probe(
    params: ProbeParams,
    onProgress: (progress: ProbeProgress) => void,
    signal: AbortSignal,
  ): Promise<ProbeResult> {
    const started = performance.now();
    await this.queue.run('Probing', params, onProgress, signal, (pair) =>
      probeAll(pair, params, onProgress, signal),
    );
    return { milliseconds: performance.now() - started };
  }
}

async function probeAll(
  pair: LoadedPair,
  { pair: spec, prompts, chat, contextWindow: asked = 0 }: ProbeParams,
  onProgress: (progress: ProbeProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!pair.base.canContinue || !pair.tuned.canContinue) {
    throw new UserFacingError(
      'unsupported',
      `${spec.name} cannot be asked: a model of it was exported without a cache of earlier tokens. Export it with past key values, or choose another pair.`,
      ['choosePair'],
    );
  }
  const { contextWindow } = resolveSettings(
    { contextWindow: asked },
    { ...pair, prefixLength: pair.prefix.length },
  );
  const vocabulary = new Vocabulary(pair.tokenizer, pair.width, pair.endIds);
  const { threads, sideBySide } = pair;
  onProgress({
    kind: 'started',
    pair: scoredPair(spec, pair),
    contextWindow,
    threads,
    sideBySide,
  });
  for (const [index, prompt] of prompts.entries()) {
    await pair.turn(signal);
    const inputs = inputsOf(prompt, contextWindow, chat, pair);
    const base = await readPrompt(pair.base, inputs.base, signal);
    try {
      const tuned = await readPrompt(pair.tuned, inputs.tuned, signal);
      try {
        const chances = await answerChances({ base, tuned }, prompt.answers, vocabulary, signal);
        onProgress({ kind: 'prompt', index, ...chances });
      } finally {
        tuned.sequence.dispose();
      }
    } finally {
      base.sequence.dispose();
    }
  }
}

/** What each model is fed. */
function inputsOf(
  prompt: ProbePrompt,
  contextWindow: number,
  chat: boolean,
  pair: LoadedPair,
): { readonly base: Int32Array; readonly tuned: Int32Array } {
  const {
    inputs,
    ids: own,
    seenCount,
  } = promptTokens({ text: prompt.text }, answerRoom, contextWindow, pair);
  const room = contextWindow - answerRoom;
  if (seenCount < own.length) throw tooLong(prompt, pair.prefix.length + own.length, room);
  if (!chat) return { base: inputs, tuned: inputs };
  const tokenizer = pair.tunedTokenizer ?? pair.tokenizer;
  if (tokenizer.chat === undefined) {
    throw new UserFacingError(
      'usage',
      'The tuned model of this pair has no chat template, so it cannot be asked in a chat. Ask it as it is.',
    );
  }
  const ids = tokenizer.encode(tokenizer.chat(chatRequest) + prompt.text);
  if (ids.length > room) throw tooLong(prompt, ids.length, room, ' in a chat');
  return { base: inputs, tuned: ids };
}

/** A question without its beginning would be another one, with another right answer. */
function tooLong({ text }: ProbePrompt, tokens: number, room: number, how = ''): UserFacingError {
  return new UserFacingError(
    'usage',
    `The question “${excerpt(text)}” has ${tokens} tokens${how}, and this pair sees ${room} before an answer: without its beginning it would be another question. Shorten it, or enlarge the context window.`,
  );
}
