import type * as vscode from 'vscode';
import { UserFacingError } from '../common/errors';
import type { Log } from '../common/log';
import type { Mixture } from '../common/protocol/mixing';
import type { ComparedDocument } from './comparisonStore';
import type { PairSource } from './documentComparer';
import type { ModelClient } from './modelClient';
import type { RunOutcome } from './runOutcome';
import { SamplingTask } from './sampling/samplingTask';
import type { SettingsService } from './settings';
import { settledPair } from './settledPair';

/** What came of asking for a mixture. */
export type MixtureOutcome =
  | { readonly kind: 'done'; readonly mixture: Mixture }
  | Exclude<RunOutcome, { readonly kind: 'done' }>;

/** Asks both models for p_λ at a token, over the whole vocabulary. */
export class Mixtures implements vscode.Disposable {
  private readonly task: SamplingTask;

  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    private readonly pairs: PairSource,
    private readonly settings: Pick<SettingsService, 'get'>,
    log: Log,
  ) {
    this.task = new SamplingTask('Mixing', log);
  }

  /**
   * p_λ at a scored row of a comparison, which may be of an older text: the tokens that were before the
   * row then are what counts. A question that is under way is superseded. Never rejects.
   */
  async ask(
    { comparison }: Pick<ComparedDocument, 'comparison'>,
    row: number,
    lambda: number,
  ): Promise<MixtureOutcome> {
    let mixture: Mixture | undefined;
    const outcome = await this.task.run(async ({ report, ...controls }) => {
      if (comparison === undefined || row >= comparison.scoredCount) throw notScored();
      const { contextIds, tokens, pair, settings, fingerprint, base, tuned } = comparison;
      const before = Int32Array.from([...contextIds, ...tokens.id.subarray(0, row)]);
      const seen = (tokens.contextLength[row] ?? 0) - pair.prefix.length;
      const { topK } = settings;
      const listed = [base, tuned].map(({ topIds }) =>
        topIds.subarray(row * topK, (row + 1) * topK),
      );
      mixture = await this.client.request('mix', {
        params: {
          pair: settledPair(this.settings, await this.pairs.selected()),
          threads: this.settings.get('threads'),
          fingerprint,
          ids: before.slice(before.length - seen),
          lambda,
          topK,
          wanted: Int32Array.from([tokens.id[row] ?? 0, ...listed.flatMap((ids) => [...ids])]),
        },
        onProgress: report,
        ...controls,
      });
    });
    if (outcome.kind !== 'done') return outcome;
    return mixture === undefined ? { kind: 'cancelled' } : { kind: 'done', mixture };
  }

  cancel(): void {
    this.task.cancel();
  }

  dispose(): void {
    this.task.dispose();
  }
}

function notScored(): UserFacingError {
  return new UserFacingError('usage', 'This token is not scored. Compare the document again.');
}
