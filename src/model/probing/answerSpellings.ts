const encoder = new TextEncoder();

/** An answer's text as bytes. */
interface Spelling {
  readonly answer: number;
  readonly bytes: Uint8Array;
}

/** What a token does behind a beginning of answers. */
export interface Step {
  /** Answers that it completes, with something else behind them. */
  readonly completes: readonly number[];
  /** Answers that end exactly with it, if what follows does not go on with the word. */
  readonly ends: readonly number[];
  /** Whether answers go on behind it. */
  readonly goesOn: boolean;
}

/** The texts of several answers, as bytes that tokens spell. */
export class AnswerSpellings {
  private readonly spellings: readonly Spelling[];

  /** @param answers each with the texts that count as it */
  constructor(
    answers: readonly (readonly string[])[],
    private readonly beginsOutsideWord: (bytes: Uint8Array) => boolean,
  ) {
    this.spellings = answers.flatMap((texts, answer) =>
      texts.map((text) => ({ answer, bytes: encoder.encode(text) })),
    );
  }

  /** The bytes that may come next behind a beginning. */
  nextBytes(beginning: Uint8Array): ReadonlySet<number> {
    return new Set(this.behind(beginning).flatMap(({ bytes }) => bytes[beginning.length] ?? []));
  }

  /** What a token does behind a beginning; undefined where it leads away from every answer. */
  step(beginning: Uint8Array, token: Uint8Array): Step | undefined {
    const completes = new Set<number>();
    const ends = new Set<number>();
    let goesOn = false;
    for (const { answer, bytes } of this.behind(beginning)) {
      const rest = bytes.subarray(beginning.length);
      const common = Math.min(rest.length, token.length);
      if (common === 0 || !startsAlike(rest, token, common)) continue;
      if (token.length < rest.length) goesOn = true;
      else if (token.length === rest.length) ends.add(answer);
      else if (this.beginsOutsideWord(token.subarray(rest.length))) completes.add(answer);
    }
    if (completes.size === 0 && ends.size === 0 && !goesOn) return undefined;
    return { completes: [...completes], ends: [...ends], goesOn };
  }

  private behind(beginning: Uint8Array): readonly Spelling[] {
    return this.spellings.filter(
      ({ bytes }) =>
        bytes.length > beginning.length && startsAlike(bytes, beginning, beginning.length),
    );
  }
}

function startsAlike(one: Uint8Array, other: Uint8Array, length: number): boolean {
  for (let place = 0; place < length; place++) if (one[place] !== other[place]) return false;
  return true;
}
