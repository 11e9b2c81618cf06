import type { Measurement } from './subjectProcess.mjs';

/**
 * Checks that a subject did the same work as the engine on one text.
 *
 * @param tolerance of each mean that both have, for means beyond 1 a share of them
 * @throws Error that names what differs
 */
export function checkAgreement(
  name: string,
  engine: Pick<Measurement, 'tokens' | 'means'>,
  other: Pick<Measurement, 'tokens' | 'means'>,
  tolerance: number,
): void {
  if (other.tokens !== engine.tokens) {
    throw new Error(`${name} scored ${other.tokens} tokens, the engine ${engine.tokens}.`);
  }
  if (other.means['divergence.js'] === undefined) throw new Error(`${name} has no divergence.`);
  for (const [column, expected] of Object.entries(engine.means)) {
    const mean = other.means[column];
    if (mean === undefined) continue;
    const allowed = tolerance * Math.max(1, Math.abs(expected));
    if (!(Math.abs(mean - expected) <= allowed)) {
      throw new Error(
        `${name} disagrees: mean ${column} ${mean}, the engine's ${expected}, tolerance ${allowed}.`,
      );
    }
  }
}

/** Columns of the engine that a subject does not compute. */
export function missingColumns(
  engine: Pick<Measurement, 'means'>,
  other: Pick<Measurement, 'means'>,
): string[] {
  return Object.keys(engine.means).filter((column) => other.means[column] === undefined);
}
