import type { Comparison } from '../comparison';
import { tokens } from '../sentences';
import { visibleName } from '../text/tokenText';

/** Which models were compared and how, in one line. */
export function howCompared({ pair, settings }: Comparison): string {
  return [
    pair.name,
    `${pair.base.name} → ${pair.tuned.name}`,
    pair.dtype,
    `context window ${settings.contextWindow}, stride ${settings.stride}`,
    `prefix of ${tokens(pair.prefix.length)}`,
  ]
    .map(visibleName)
    .join(' · ');
}

/** A document's path as it is shown; `-` is the standard input. */
export function visiblePath(path: string): string {
  return path === '-' ? 'standard input' : visibleName(path);
}
