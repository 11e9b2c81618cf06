import { randomInt } from 'node:crypto';
import { UserFacingError } from '../../common/errors';
import type { SampleParams } from '../../common/protocol/sampling';
import type { PairSource } from '../documentComparer';
import type { SettingsService } from '../settings';
import { settledPair } from '../settledPair';

/** What a request says but for what is to be continued, and by whom. */
export type SamplingSetup = Omit<SampleParams, 'runId' | 'prompts' | 'writers'>;

/** Alternatives that are kept for each token. */
const alternatives = 5;

/** What the settings and the selected pair say of sampling. The seed is drawn unless it is set. */
export async function samplingSetup(
  settings: Pick<SettingsService, 'get'>,
  pairs: PairSource,
): Promise<SamplingSetup> {
  const seed = settings.get('sampling.seed');
  return {
    pair: settledPair(settings, await pairs.selected()),
    threads: settings.get('threads'),
    count: settings.get('sampling.count'),
    length: settings.get('sampling.length'),
    seed: seed < 0 ? randomInt(2 ** 32) : seed,
    coupled: false,
    decoding: {
      temperature: settings.get('sampling.temperature'),
      topP: settings.get('sampling.topP'),
      topK: settings.get('sampling.topK'),
      stop: settings.get('sampling.stop'),
    },
    contextWindow: settings.get('contextWindow'),
    topK: alternatives,
  };
}

/**
 * A text to be continued, as it is.
 *
 * @throws UserFacingError if it is longer than the setting allows
 */
export function checkedPrompt(text: string, settings: Pick<SettingsService, 'get'>): string {
  const limit = settings.get('maxDocumentLength');
  if (text.length <= limit) return text;
  throw new UserFacingError(
    'tooLong',
    `The text to continue has ${text.length.toLocaleString('en')} UTF-16 code units, more than the setting ` +
      `steerscope.maxDocumentLength allows (${limit.toLocaleString('en')}). Continue nearer the beginning, or raise the limit.`,
    ['openSettings'],
  );
}
