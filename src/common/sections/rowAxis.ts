import type { Comparison } from '../comparison';
import { roundStep } from '../plot/axes';
import type { PlotAxis } from '../plot/plot';

/** The scored rows as an axis whose ticks are numbers of tokens in the whole text, from 1. */
export function rowAxis({ scoredCount, firstToken }: Comparison): PlotAxis {
  const step = Math.max(1, roundStep(scoredCount / 8));
  const first = firstToken + 1;
  const count = Math.floor((firstToken + scoredCount) / step) - Math.ceil(first / step) + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, index) => {
    const number = (Math.ceil(first / step) + index) * step;
    return { at: number - first, label: String(number) };
  });
  return {
    scale: 'linear',
    min: -0.5,
    max: Math.max(0.5, scoredCount - 0.5),
    title: 'token',
    ticks,
  };
}
