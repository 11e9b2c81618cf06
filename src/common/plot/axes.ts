import type { PlotAxis, PlotTick } from './plot';

const minus = '\u2212';

/** Where a value lies on an axis, 0 at its beginning and 1 at its end. */
export function placeOn({ scale, min, max }: PlotAxis, value: number): number {
  const place = transforms[scale];
  return (place(value) - place(min)) / (place(max) - place(min));
}

/** The value at a place on an axis; the inverse of {@link placeOn}. */
export function valueAt({ scale, min, max }: PlotAxis, place: number): number {
  const forward = transforms[scale];
  return inverses[scale](forward(min) + place * (forward(max) - forward(min)));
}

const transforms: Readonly<Record<PlotAxis['scale'], (value: number) => number>> = {
  linear: (value) => value,
  root: Math.sqrt,
  logit: (value) => Math.log(value / (1 - value)),
};

const inverses: typeof transforms = {
  linear: (value) => value,
  root: (place) => place * place,
  logit: (value) => 1 / (1 + Math.exp(-value)),
};

/**
 * A linear axis that holds all finite values, with ends and ticks at round numbers: steps of 1, 2 or 5
 * times a power of ten, about `count` of them.
 */
export function linearAxis(
  title: string,
  values: Iterable<number>,
  count: number,
): PlotAxis & { readonly scale: 'linear' } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = roundStep((high - low) / count);
  const min = Math.floor(low / step + 1e-9) * step;
  const max = Math.ceil(high / step - 1e-9) * step;
  return { scale: 'linear', min, max, title, ticks: linearTicks(min, max, step) };
}

/** A linear axis with given ends; ticks at round numbers between them. */
export function fixedAxis(title: string, min: number, max: number, count: number): PlotAxis {
  const step = roundStep((max - min) / count);
  return {
    scale: 'linear',
    min,
    max,
    title,
    ticks: linearTicks(Math.ceil(min / step - 1e-9) * step, max, step),
  };
}

/** Room on a root axis for one letter of a tick, as a share of it. */
const letterRoom = 0.04;

/** A root axis from 0 that holds all finite values, with ticks at 1, 2 and 5 times powers of ten. */
export function rootAxis(title: string, values: Iterable<number>): PlotAxis {
  const { max } = linearAxis(title, [0, ...values], 6);
  const axis: PlotAxis = { scale: 'root', min: 0, max, title, ticks: [] };
  const highest = Math.floor(Math.log10(max));
  // What is more than two powers of ten below the end has no room beside 0.
  const downwards = [0, 1, 2].flatMap((below) =>
    [5, 2, 1].map((factor) => factor * 10 ** (highest - below)),
  );
  const ticks: PlotTick[] = [];
  for (const at of downwards.filter((value) => value <= max * (1 + 1e-9))) {
    const label = String(at);
    const place = placeOn(axis, at);
    const [above] = ticks;
    const room = Math.min(place, above === undefined ? 1 : placeOn(axis, above.at) - place);
    if (room >= letterRoom * label.length) ticks.unshift({ at, label });
  }
  return { ...axis, ticks: [{ at: 0, label: '0' }, ...ticks] };
}

/** An axis of probabilities between two ends, with ticks at powers of ten, a half, and near 1. */
export function probabilityAxis(title: string, min: number, max: number): PlotAxis {
  const all = [
    ...Array.from({ length: 12 }, (_, power) => 10 ** (power - 12)),
    0.5,
    0.9,
    0.99,
    0.999,
    0.9999,
  ];
  const ticks = all
    .filter((at) => at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9))
    .map((at): PlotTick => ({ at, label: probabilityLabel(at) }));
  return { scale: 'logit', min, max, title, ticks };
}

/** The step of 1, 2 or 5 times a power of ten that is next above a rough one. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

function linearTicks(from: number, to: number, step: number): PlotTick[] {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const count = Math.floor((to - from) / step + 1e-6);
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = from + index * step;
    return { at, label: tickLabel(at, digits) };
  });
}

function tickLabel(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${minus}${text}` : text;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A probability as axes write it: powers of ten below a thousandth. */
export function probabilityLabel(at: number): string {
  if (at >= 1e-3) return String(at);
  const power = Math.round(-Math.log10(at));
  return `10⁻${Array.from(String(power), (digit) => superscripts[Number(digit)]).join('')}`;
}
