import type * as vscode from 'vscode';

/** The prefix that explained most of a pair's shift so far. */
export interface BestPrefix {
  readonly text: string;
  /** Share of the tuned model's shift, at most 1. */
  readonly share: number;
}

const key = 'steerscope.bestPrefixes';

type Kept = Readonly<Partial<Record<string, BestPrefix>>>;

/** Remembers for each pair, in the workspace, the prefix with the largest share. */
export class BestPrefixes {
  constructor(private readonly state: Pick<vscode.Memento, 'get' | 'update'>) {}

  of(pairId: string): BestPrefix | undefined {
    return this.kept[pairId];
  }

  /** Keeps a prefix if it explains more than what is kept. */
  async offer(pairId: string, prefix: BestPrefix): Promise<void> {
    const best = this.of(pairId);
    if (best !== undefined && best.share >= prefix.share) return;
    await this.state.update(key, { ...this.kept, [pairId]: prefix });
  }

  private get kept(): Kept {
    return this.state.get<Kept>(key, {});
  }
}
