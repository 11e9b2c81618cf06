import type { ModelName } from '../../common/sampling/continuation';
import type { LmSequence } from '../causalLm';
import type { LoadedPair } from '../pairLoader';
import type { PromptStates } from './promptState';
import { readPrompt, sharedLength, type ReadPrompt } from './promptState';
import type { PromptTokens } from './promptTokens';
import { together } from './together';

const models = ['base', 'tuned'] as const;

/** A prompt with its place in the request. */
export interface NumberedPrompt {
  readonly place: number;
  readonly tokens: PromptTokens;
}

/**
 * Prompts in groups of one length, which can be continued side by side; in the order of the first of
 * each.
 *
 * @param most prompts of a group
 */
export function promptGroups(prompts: readonly PromptTokens[], most: number): NumberedPrompt[][] {
  const groups: NumberedPrompt[][] = [];
  const open = new Map<number, NumberedPrompt[]>();
  for (const [place, tokens] of prompts.entries()) {
    const { length } = tokens.inputs;
    const group = open.get(length);
    if (group !== undefined && group.length < most) {
      group.push({ place, tokens });
      continue;
    }
    const begun = [{ place, tokens }];
    open.set(length, begun);
    groups.push(begun);
  }
  return groups;
}

/** A prompt that both models have read. */
interface Read {
  readonly inputs: Int32Array;
  readonly sequences: Readonly<Record<ModelName, LmSequence>>;
}

/** Lets both models of a pair read prompts, what several begin with only once. */
export class PromptReader {
  /** Of the last group; the next one may begin as they do. */
  private read: readonly Read[] = [];

  constructor(
    private readonly pair: Pick<LoadedPair, ModelName | 'turn'>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Both models behind the prompts of a group, by place, as many of its first as there is room for; they
   * hold until others are read.
   *
   * @param fitting how many prompts, at least one, there is room for, told from the first
   * @throws CancelledError between two runs of a model once the signal has aborted
   */
  async readGroup(
    group: readonly NumberedPrompt[],
    fitting: (first: PromptStates, inputs: Int32Array) => number,
  ): Promise<ReadonlyMap<number, PromptStates>> {
    const beginning = this.letGo(group);
    const states = new Map<number, PromptStates>();
    let most = group.length;
    try {
      for (const { place, tokens } of group) {
        if (states.size >= most) break;
        const { inputs } = tokens;
        const both = await this.readBoth(inputs, [...beginning, ...this.read]);
        const sequences = { base: both.base.sequence, tuned: both.tuned.sequence };
        this.read = [...this.read, { inputs, sequences }];
        if (states.size === 0) most = fitting(both, inputs);
        states.set(place, both);
      }
    } finally {
      beginning.forEach(release);
    }
    return states;
  }

  /** Frees what the models remember of the last group. */
  dispose(): void {
    this.read.forEach(release);
    this.read = [];
  }

  /**
   * Frees what the models remember of the last group, so that two groups are never held at once, but for
   * the longest beginning that it has in common with a prompt of the next one.
   */
  private letGo(next: readonly NumberedPrompt[]): readonly Read[] {
    let longest = { length: 0, of: this.read[0] };
    for (const of of this.read) {
      for (const { tokens } of next) {
        const length = sharedLength(tokens.inputs, of.inputs);
        if (length > longest.length) longest = { length, of };
      }
    }
    const { length, of } = longest;
    const kept = length === 0 ? undefined : of;
    this.read.filter((read) => read !== kept).forEach(release);
    const beginning = kept && cutBoth(kept, length);
    if (kept !== undefined) release(kept);
    this.read = [];
    return beginning === undefined ? [] : [beginning];
  }

  private async readBoth(inputs: Int32Array, earlier: readonly Read[]): Promise<PromptStates> {
    await this.pair.turn(this.signal);
    const states: Partial<Record<ModelName, PromptStates[ModelName]>> = {};
    try {
      await together(
        this.signal,
        models.map((model) => async (signal) => {
          const known = earlier.map((read): ReadPrompt => ({
            inputs: read.inputs,
            sequence: read.sequences[model],
          }));
          states[model] = await readPrompt(this.pair[model], inputs, signal, known);
        }),
      );
    } catch (error) {
      for (const { sequence } of Object.values(states)) sequence.dispose();
      throw error;
    }
    const { base, tuned } = states;
    if (base === undefined || tuned === undefined) throw new Error('A model has not read.');
    return { base, tuned };
  }
}

/** The first tokens of a prompt; undefined where one of the models cannot be cut. */
function cutBoth({ inputs, sequences }: Read, length: number): Read | undefined {
  const base = sequences.base.cut(length);
  const tuned = sequences.tuned.cut(length);
  if (base !== undefined && tuned !== undefined) {
    return { inputs: inputs.subarray(0, length), sequences: { base, tuned } };
  }
  base?.dispose();
  tuned?.dispose();
  return undefined;
}

function release({ sequences }: Read): void {
  for (const sequence of Object.values(sequences)) sequence.dispose();
}
