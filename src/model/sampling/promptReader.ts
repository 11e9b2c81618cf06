import type { ModelName } from '../../common/sampling/continuation';
import type { LoadedPair } from '../pairLoader';
import type { PromptStates } from './promptState';
import { readPrompt, type ReadPrompt } from './promptState';
import type { PromptTokens } from './promptTokens';
import { together } from './together';

const models = ['base', 'tuned'] as const;

/** Prompts of one length, with their places in the request. */
export type PromptGroup = readonly [NumberedPrompt, ...NumberedPrompt[]];

interface NumberedPrompt {
  readonly place: number;
  readonly tokens: PromptTokens;
}

/**
 * Prompts in groups of one length, which can be continued side by side; in the order of the first of
 * each.
 *
 * @param most prompts of a group
 */
export function promptGroups(prompts: readonly PromptTokens[], most: number): PromptGroup[] {
  const groups: [NumberedPrompt, ...NumberedPrompt[]][] = [];
  const open = new Map<number, [NumberedPrompt, ...NumberedPrompt[]]>();
  for (const [place, tokens] of prompts.entries()) {
    const { length } = tokens.inputs;
    const group = open.get(length);
    if (group !== undefined && group.length < most) {
      group.push({ place, tokens });
      continue;
    }
    const begun: [NumberedPrompt] = [{ place, tokens }];
    open.set(length, begun);
    groups.push(begun);
  }
  return groups;
}

/** A prompt that both models have read. */
interface Read {
  readonly inputs: Int32Array;
  readonly states: PromptStates;
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
   * Both models behind the prompts of a group; they hold until the next one is read.
   *
   * @throws CancelledError between two runs of a model once the signal has aborted
   */
  async readGroup(group: PromptGroup): Promise<ReadonlyMap<number, PromptStates>> {
    const before = this.read;
    const states = new Map<number, PromptStates>();
    try {
      for (const { place, tokens } of group) {
        const { inputs } = tokens;
        const both = await this.readBoth(inputs, this.read);
        this.read = [...this.read, { inputs, states: both }];
        states.set(place, both);
      }
    } finally {
      for (const read of before) release(read);
      this.read = this.read.slice(before.length);
    }
    return states;
  }

  /** Frees what the models remember of the last group. */
  dispose(): void {
    for (const read of this.read) release(read);
    this.read = [];
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
            sequence: read.states[model].sequence,
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

function release({ states }: Read): void {
  for (const { sequence } of Object.values(states)) sequence.dispose();
}
