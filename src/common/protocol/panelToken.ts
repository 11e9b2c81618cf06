/** A character of the document that several tokens share. */
export interface SharedCharacter {
  readonly firstRow: number;
  readonly rowCount: number;
  /** The character as it is shown. */
  readonly text: string;
}

/** A model's most probable tokens at a row, the most probable first. */
export interface TopTokens {
  readonly ids: Int32Array;
  readonly probabilities: Float32Array;
}

/** The numbers of a token. */
const figureNames = [
  'baseSurprisal',
  'tunedSurprisal',
  'baseEntropy',
  'tunedEntropy',
  'baseRank',
  'tunedRank',
  'js',
  'klTunedBase',
  'klBaseTuned',
  'tv',
  /** Tokens that both models saw before this one, prefix included. */
  'contextLength',
  /** Of the base with the prefix that was compared last; NaN where it has no numbers. */
  'conditionedSurprisal',
  'conditionedEntropy',
  'conditionedRank',
  /** KL(tuned ‖ base with the prefix). */
  'klTunedConditioned',
] as const;

/** Logarithmic quantities in nats; total variation from 0 to 1. */
export type TokenFigures = Readonly<Record<(typeof figureNames)[number], number>>;

/** Everything the panel shows of one row. */
export interface PanelToken {
  readonly row: number;
  /** {@link TokenFigures}, in one array because messages keep infinities there and nowhere else. */
  readonly figures: Float64Array;
  readonly base: TopTokens;
  readonly tuned: TopTokens;
  /** Of the base with a prefix; undefined where it has no numbers. */
  readonly conditioned: TopTokens | undefined;
  /** Tokens as they are shown, of all ids above: texts[i] is the text of ids[i]. */
  readonly ids: Int32Array;
  readonly texts: readonly string[];
  /** The character that the token is a part of, when several tokens share it. */
  readonly sharedCharacter: SharedCharacter | undefined;
}

/** The numbers as a message holds them. */
export function packFigures(figures: TokenFigures): Float64Array {
  return Float64Array.from(figureNames, (name) => figures[name]);
}

/** The numbers of a token by name. */
export function figuresOf({ figures }: PanelToken): TokenFigures {
  const entries = figureNames.map((name, index) => [name, figures[index] ?? NaN] as const);
  // Every name is there.
  return Object.fromEntries(entries) as TokenFigures;
}

/** ln p_tuned − ln p_base of the token that is there, in nats. */
export function logRatioOf({ baseSurprisal, tunedSurprisal }: TokenFigures): number {
  return baseSurprisal - tunedSurprisal;
}
