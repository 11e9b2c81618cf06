import { UserFacingError } from '../errors';

/** How the next token is drawn from what a model predicts, and where a continuation ends. */
export interface Decoding {
  /** Log-probabilities are divided by it: 1 leaves them alone, 0 takes the most probable token. */
  readonly temperature: number;
  /** Only so many of the most probable tokens can be drawn; 0 for all. */
  readonly topK: number;
  /** Only the most probable tokens that together have this probability can be drawn; 1 for all. */
  readonly topP: number;
  /** A continuation ends with the token that completes one of these texts. */
  readonly stop: readonly string[];
  /** Whether a continuation goes on behind the end of a document. */
  readonly pastEnd: boolean;
}

/** What the model predicts and nothing else. */
export const exactDecoding: Decoding = {
  temperature: 1,
  topK: 0,
  topP: 1,
  stop: [],
  pastEnd: false,
};

/** Whether tokens are drawn from the predicted distributions themselves. */
export function isExact({ temperature, topK, topP }: Decoding): boolean {
  return temperature === 1 && topK === 0 && topP === 1;
}

/**
 * Fills in what is left out.
 *
 * @throws UserFacingError of kind `usage` if a value is out of range
 */
export function resolveDecoding(requested: Partial<Decoding>): Decoding {
  const decoding = { ...exactDecoding, ...requested };
  const { temperature, topK, topP, stop } = decoding;
  const refuse = (what: string): UserFacingError => new UserFacingError('usage', what);
  if (!(temperature >= 0 && temperature <= 100)) {
    throw refuse('The temperature must be a number from 0 to 100.');
  }
  if (!Number.isSafeInteger(topK) || topK < 0) {
    throw refuse('Top-k must be a whole number, 0 or more; 0 keeps every token.');
  }
  if (!(topP > 0 && topP <= 1)) {
    throw refuse('Top-p must be a number above 0 and at most 1; 1 keeps every token.');
  }
  if (stop.includes('')) throw refuse('An empty text cannot end a continuation.');
  return decoding;
}

/** How tokens were drawn, as it is shown beside every result; numbers as they were asked for. */
export function decodingText(decoding: Decoding): string {
  const { temperature, topK, topP, stop, pastEnd } = decoding;
  const parts: string[] = [];
  if (temperature === 0) parts.push('most probable token at every step');
  else if (isExact(decoding)) parts.push('full distribution at temperature 1');
  else {
    parts.push(`temperature ${temperature}`);
    if (topK > 0) parts.push(`top-k ${topK}`);
    if (topP < 1) parts.push(`top-p ${topP}`);
  }
  if (stop.length > 0) parts.push(`until ${stop.map((text) => JSON.stringify(text)).join(' or ')}`);
  if (pastEnd) parts.push('past document ends');
  return parts.join(', ');
}
