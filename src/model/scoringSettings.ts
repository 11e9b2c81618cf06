import type { ScoringSettings } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import { longestStride } from '../common/stats/windows';

/** What bounds the settings of a pair. */
export interface ScoringLimits {
  /** Most tokens at once that the pair can use. */
  readonly contextLimit: number;
  /** Context window where none is asked for. */
  readonly contextDefault: number;
  readonly prefixLength: number;
  /** Ids that both models give a probability. */
  readonly width: number;
}

const defaultTopK = 10;

/**
 * The settings that a run uses: 0 or nothing takes the default, a context window longer than the
 * pair's is the pair's. The result is recorded beside the numbers.
 *
 * @throws UserFacingError if the stride leaves gaps between windows or a value is not a count
 */
export function resolveSettings(
  requested: Partial<ScoringSettings>,
  limits: ScoringLimits,
): ScoringSettings {
  for (const [name, value] of Object.entries(requested)) {
    if (!Number.isInteger(value) || value < 0) {
      throw new UserFacingError(
        'usage',
        `${labels[name] ?? name} must be a whole number, 0 or more.`,
        ['openSettings'],
      );
    }
  }
  const contextWindow = Math.max(
    Math.min(positive(requested.contextWindow) ?? limits.contextDefault, limits.contextLimit),
    limits.prefixLength + 2,
  );
  const longest = longestStride(contextWindow, limits.prefixLength);
  const stride = positive(requested.stride) ?? Math.min(Math.floor(contextWindow / 2), longest);
  if (stride > longest) {
    const seen = `${contextWindow - limits.prefixLength} tokens of text at once`;
    const predicted = limits.prefixLength === 0 ? ' and predicts all but the first of them' : '';
    throw new UserFacingError(
      'usage',
      `The stride (${stride}) is longer than the context window allows: this pair sees ${seen}${predicted}. Set it to ${longest} or less, or to 0 for half of the window.`,
      ['openSettings'],
    );
  }
  const topK = Math.min(positive(requested.topK) ?? defaultTopK, limits.width);
  return { contextWindow, stride, topK };
}

function positive(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

const labels: Readonly<Partial<Record<string, string>>> = {
  contextWindow: 'The context window',
  stride: 'The stride',
  topK: 'The number of alternatives',
};
