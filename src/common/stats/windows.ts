/** A stretch of the text that one run of the models sees, in tokens of the text. */
export interface TextWindow {
  /** First token of the text that the models see, after the prefix. */
  readonly start: number;
  /** First token that is scored in this window; those before it are context only. */
  readonly firstScored: number;
  /** Exclusive end of both. */
  readonly end: number;
}

/** How windows lie over a text. */
export interface WindowLayout {
  /** Most tokens that the models may see at once, prefix included (W). */
  readonly contextWindow: number;
  /** Tokens by which windows move beyond the first (S). */
  readonly stride: number;
  /** Tokens put before every window; they count into W. */
  readonly prefixLength: number;
}

export interface WindowRequest extends WindowLayout {
  /** Tokens of the whole text. */
  readonly tokenCount: number;
  /** Tokens to score, end exclusive. */
  readonly first: number;
  readonly end: number;
}

/**
 * The longest stride that leaves no gaps: the tokens of text that fit into a window, less one where no
 * prefix is there to predict a window's first token from.
 */
export function longestStride(contextWindow: number, prefixLength: number): number {
  return contextWindow - Math.max(1, prefixLength);
}

/**
 * The window that scores a token of a text without an end. The first window holds as many tokens as
 * fit; each later one moves by S and scores the S tokens that are new, so that they have at least W − S
 * tokens before them, prefix included. A token's window, and so its context, depends only on its place
 * in the text, never on what else is scored.
 *
 * Needs 1 ≤ S ≤ {@link longestStride}.
 */
export function windowAt(
  token: number,
  { contextWindow, stride, prefixLength }: WindowLayout,
): TextWindow {
  const capacity = contextWindow - prefixLength;
  if (stride < 1 || stride > longestStride(contextWindow, prefixLength)) {
    throw new RangeError(`A stride of ${stride} does not fit ${capacity} tokens of text.`);
  }
  const steps = token < capacity ? 0 : Math.floor((token - capacity) / stride) + 1;
  const start = steps * stride;
  return { start, firstScored: token, end: start + capacity };
}

/** The windows that score the tokens `first` to `end`, each exactly once, in order: {@link windowAt}. */
export function planWindows(request: WindowRequest): TextWindow[] {
  const end = Math.min(request.end, request.tokenCount);
  const windows: TextWindow[] = [];
  let scored = Math.max(0, request.first);
  while (scored < end) {
    const window = windowAt(scored, request);
    scored = Math.min(window.end, end);
    windows.push({ ...window, end: scored });
  }
  return windows;
}

/**
 * Tokens that the models saw before each of the tokens that `windows` score, prefix included; element
 * 0 belongs to the first token that is scored.
 */
export function contextLengths(windows: readonly TextWindow[], prefixLength: number): Int32Array {
  const count = windows.reduce((sum, window) => sum + window.end - window.firstScored, 0);
  const lengths = new Int32Array(count);
  let row = 0;
  for (const window of windows) {
    for (let token = window.firstScored; token < window.end; token++) {
      lengths[row++] = prefixLength + token - window.start;
    }
  }
  return lengths;
}
