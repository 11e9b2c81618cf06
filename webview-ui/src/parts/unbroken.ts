const noBreak = '\u00a0';

/**
 * A sentence whose figures stay in one line, whatever its width: with the unit, per cent sign or ± behind
 * a number, with the sign before one, and with both sides of a divergence.
 */
export function unbroken(sentence: string): string {
  return sentence
    .replace(/(?<=\d) (?=[%±]|(?:bits?|nats?)\b)/gu, noBreak)
    .replace(/(?<=[<±]) (?=\d)/gu, noBreak)
    .replace(/ ‖ /gu, `${noBreak}‖${noBreak}`);
}
