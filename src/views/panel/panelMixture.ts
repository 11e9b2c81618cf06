import type { PanelMixtureMessage } from '../../common/protocol/panel';
import { visibleToken } from '../../common/text/tokenText';
import type { MixtureOutcome } from '../../host/mixtures';

/** What the page is told of a mixture that it asked for. */
export function panelMixture(
  outcome: MixtureOutcome,
): Pick<PanelMixtureMessage, 'mixture' | 'problem'> {
  switch (outcome.kind) {
    case 'cancelled':
      return { mixture: undefined, problem: '' };
    case 'failed':
      return { mixture: undefined, problem: outcome.error.message };
    case 'done': {
      const { ids, probabilities, pieces, vocabularySize } = outcome.mixture;
      const texts = Array.from(ids, (id) => visibleToken(pieces.get(id) ?? new Uint8Array()));
      return { mixture: { ids, probabilities, texts, vocabularySize }, problem: '' };
    }
  }
}
