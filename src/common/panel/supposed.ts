import type { PanelMixture } from '../protocol/panel';
import type { PanelToken } from '../protocol/panelToken';
import { mergeTop, type Candidate } from './mergeTop';
import { whatIf } from './whatIf';

/** The candidates of a row with what they are at a supposed λ. */
interface Supposed {
  readonly candidates: readonly Candidate[];
  /** Probabilities in the order of the candidates, undefined for those in the rest; absent without a λ. */
  readonly probabilities: readonly (number | undefined)[] | undefined;
}

/**
 * The candidates of a row, and their probabilities at λ: from the whole vocabulary where that was
 * computed, which adds its own most probable tokens, else from the stored ones.
 *
 * @param actual id of the token that is there
 */
export function supposedAt(
  token: PanelToken,
  actual: number,
  lambda: number | undefined,
  mixture: PanelMixture | undefined,
): Supposed {
  const candidates = mergeTop(token, actual, mixture?.ids);
  if (lambda === undefined) return { candidates, probabilities: undefined };
  if (mixture === undefined) return { candidates, probabilities: whatIf(candidates, lambda) };
  const known = new Map(Array.from(mixture.ids, (id, at) => [id, mixture.probabilities[at]]));
  return { candidates, probabilities: candidates.map(({ id }) => known.get(id)) };
}

/** Text of a token of a mixture as it is shown; empty where it has none. */
export function textIn(mixture: PanelMixture | undefined, id: number): string {
  return mixture?.texts[mixture.ids.indexOf(id)] ?? '';
}
