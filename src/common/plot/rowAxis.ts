import type { RowRange } from '../rowRanges';
import { roundStep } from './axes';
import type { PlotAxis } from './plot';

/** Ticks on an axis of rows, about. */
const tickCount = 8;

/**
 * Rows as an axis, half a row wider at both ends, whose ticks are round numbers of tokens in the whole
 * text, counted from 1.
 *
 * @param firstToken place of row 0 among the tokens of the text
 */
export function rowAxis({ first, end }: RowRange, firstToken: number): PlotAxis {
  const step = Math.max(1, roundStep((end - first) / tickCount));
  const from = Math.ceil((firstToken + first + 1) / step);
  const to = Math.floor((firstToken + end) / step);
  const ticks = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
    const number = (from + index) * step;
    return { at: number - firstToken - 1, label: String(number) };
  });
  return {
    scale: 'linear',
    min: first - 0.5,
    max: Math.max(first + 0.5, end - 0.5),
    title: 'token',
    ticks,
  };
}
