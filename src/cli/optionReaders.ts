import { InvalidArgumentError } from 'commander';

/** Reads a whole number of at least `least`, and at most `most`. */
export function count(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) {
      const bound = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}${bound}.`);
    }
    return value;
  };
}

/** Reads a number of at least 0. */
export function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of at least 0.');
  }
  return value;
}

/** Collects the values of an option that may be repeated. */
export function repeated(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
