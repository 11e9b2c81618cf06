import { formatNumber } from '../format';
import { fixedAxis } from '../plot/axes';
import type { BarsLayer, Plot, PlotRole } from '../plot/plot';
import { barScale } from './bars';
import type { Candidate } from './mergeTop';
import type { Supposed } from './tokenReport';

/** Candidates that have room side by side, with the token that is there in any case. */
const mostShown = 8;

/** Characters of a token that have room below its bars. */
const longestName = 8;

/** Part of a candidate's place that its bars take. */
const filled = 0.8;

/** Bars of one distribution: a probability for each candidate, undefined where it is not known. */
interface Bars {
  readonly label: string;
  readonly role: PlotRole;
  readonly hollow: boolean;
  readonly values: readonly (number | undefined)[];
}

/**
 * What the models expected at a place, as bars side by side; a token that a model does not list has none.
 *
 * @param names the candidates as they are shown
 */
export function tokenPlot(
  names: readonly string[],
  candidates: readonly Candidate[],
  supposed: Supposed | undefined,
): Plot {
  const places = candidates
    .map((candidate, index) => ({
      candidate,
      name: names[index] ?? '',
      supposed: supposed?.of[index],
    }))
    .filter(({ candidate }, index) => index < mostShown || candidate.isActual);
  const shown = places.map(({ candidate }) => candidate);
  const of = (model: 'base' | 'conditioned' | 'tuned'): Bars['values'] =>
    shown.map((candidate) => {
      const probability = candidate[model];
      return probability === undefined || probability.isBound ? undefined : probability.value;
    });
  const hasThird = shown.some(({ conditioned }) => conditioned !== undefined);
  const all: readonly Bars[] = [
    { label: '□ base', role: 'base', hollow: true, values: of('base') },
    ...(hasThird
      ? [
          {
            label: '▪ with prefix',
            role: 'base',
            hollow: false,
            values: of('conditioned'),
          } as const,
        ]
      : []),
    { label: '■ tuned', role: 'tuned', hollow: false, values: of('tuned') },
    ...(supposed
      ? [
          {
            label: `▪ λ ${formatNumber(supposed.lambda, 2)}`,
            role: 'token',
            hollow: false,
            values: places.map((place) => place.supposed),
          } as const,
        ]
      : []),
  ];
  const scale = barScale(
    shown,
    places.map((place) => place.supposed),
  );
  return {
    description: `Probabilities of the next token under ${all.map(({ label }) => label.slice(2)).join(', ')}, from left to right for each of ${shown.length} tokens; ◂ marks the token that is there.`,
    x: {
      scale: 'linear',
      min: -0.5,
      max: shown.length - 0.5,
      title: 'next token',
      ticks: places.map(({ name, candidate: { isActual } }, at) => ({
        at,
        label: `${shortName(name)}${isActual ? '◂' : ''}`,
      })),
    },
    y: fixedAxis('probability', 0, scale, 5),
    layers: all.map((bars, place) => layer(bars, place, all.length)),
  };
}

function layer({ label, role, hollow, values }: Bars, place: number, count: number): BarsLayer {
  const known = values.flatMap((value, at) => (value === undefined ? [] : [{ at, value }]));
  const width = filled / count;
  const left = known.map(({ at }) => at - filled / 2 + place * width);
  return {
    kind: 'bars',
    role,
    hollow,
    label,
    left,
    right: left.map((from) => from + width),
    from: known.map(() => 0),
    to: known.map(({ value }) => value),
  };
}

function shortName(text: string): string {
  const characters = Array.from(text);
  return characters.length <= longestName
    ? text
    : `${characters.slice(0, longestName - 1).join('')}…`;
}
