import { trustedFrom } from '../causality';
import { turningPoint } from '../attractors/turningPoint';
import { formatNats, formatProbability, formatSignedNats, type DisplayUnit } from '../format';
import { heatStep } from '../scale';
import { decodePiece, visibleText, visibleToken } from '../text/tokenText';
import { writtenLogRatio, type Continuation, type SampleSet } from './continuation';

/** A token of a continuation as it is shown, or the tokens that share a character. */
export interface ShownToken {
  /** As it is in the text; line ends and control characters are signs. */
  readonly text: string;
  /** Step of the heat, 0 for none. */
  readonly heat: number;
  /** Whether it is divergent, and in which direction. */
  readonly mark: 'favoured' | 'avoided' | undefined;
  /** Its numbers in words. */
  readonly title: string;
  /** Whether the continuation leaves here what the base expects. */
  readonly isTurn: boolean;
}

/** What decides how tokens are shown; the same as for the document. */
export interface ShownTokensOptions {
  readonly unit: DisplayUnit;
  /** Divergence in nats from which a token is divergent. */
  readonly threshold: number;
}

/** Strongest step of tokens that are not divergent, as in the editor. */
const faintStep = 2;

/** The tokens of a continuation, coloured by their divergence as those of a document are. */
export function shownTokens(
  continuation: Continuation,
  { pair, pieces }: SampleSet,
  options: ShownTokensOptions,
): ShownToken[] {
  const { ids, statistics, end } = continuation;
  const turn = turningPoint(statistics);
  const trusted = trustedFrom(pair);
  const shown: ShownToken[] = [];
  for (let first = 0; first < ids.length;) {
    const { text, next } = characterAt(ids, first, pieces);
    const tokens = Array.from({ length: next - first }, (_, index) => first + index);
    const js = (token: number): number => statistics.js[token] ?? 0;
    const strongest = tokens.reduce((best, token) => (js(token) > js(best) ? token : best), first);
    const isDivergent = js(strongest) >= options.threshold && js(strongest) > trusted;
    const step = heatStep('js', js(strongest));
    const isEnd = end === 'document' && next === ids.length;
    shown.push({
      text: isEnd ? '⟨end of document⟩' : text,
      heat: isDivergent ? step : Math.min(faintStep, step),
      mark: !isDivergent
        ? undefined
        : writtenLogRatio(statistics, strongest) < 0
          ? 'avoided'
          : 'favoured',
      title: titleOf(continuation, strongest, isDivergent, options.unit),
      isTurn: turn !== undefined && turn >= first && turn < next,
    });
    first = next;
  }
  return shown;
}

/** The text of a token, together with those after it that it shares a character with. */
function characterAt(
  ids: Int32Array,
  first: number,
  pieces: SampleSet['pieces'],
): { readonly text: string; readonly next: number } {
  const bytes: number[] = [];
  // The longest character has four bytes, so more tokens than that share none.
  for (let next = first + 1; next <= Math.min(ids.length, first + 4); next++) {
    bytes.push(...(pieces.get(ids[next - 1] ?? -1) ?? []));
    const text = decodePiece(Uint8Array.from(bytes));
    if (text !== undefined) return { text: readable(text), next };
  }
  return {
    text: visibleToken(pieces.get(ids[first] ?? -1) ?? new Uint8Array()),
    next: first + 1,
  };
}

/** Text that reads as text: spaces stay spaces, line ends stay and are marked, the rest is signs. */
function readable(text: string): string {
  return visibleText(text.replaceAll('\r\n', '\n')).replaceAll('␣', ' ').replaceAll('⏎', '⏎\n');
}

function titleOf(
  { statistics }: Continuation,
  token: number,
  isDivergent: boolean,
  unit: DisplayUnit,
): string {
  const chance = (model: 'base' | 'tuned'): string =>
    formatProbability(Math.exp(-(statistics[model].surprisal[token] ?? 0)));
  return [
    `base ${chance('base')}, tuned ${chance('tuned')}`,
    `log ratio ${formatSignedNats(writtenLogRatio(statistics, token), unit)}`,
    `divergence ${formatNats(statistics.js[token] ?? 0, unit)}${isDivergent ? ', divergent' : ''}`,
    `KL(tuned ‖ base) ${formatNats(statistics.klTunedBase[token] ?? 0, unit)}`,
  ].join(' · ');
}
