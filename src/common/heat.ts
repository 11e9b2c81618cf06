import { heatSteps, type Settings } from './contributions';
import { metricOf, type MetricId } from './metrics';
import { divergingSteps, heatStep } from './scale';

const steps = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Every step of heat: of a sequential metric, and of a diverging one to either side. */
export const heatBrushes = [
  ...steps(heatSteps).map((step) => `heat${step}` as const),
  ...steps(divergingSteps).map((step) => `tunedFavours${step}` as const),
  ...steps(divergingSteps).map((step) => `tunedAvoids${step}` as const),
] as const;

export type HeatBrush = (typeof heatBrushes)[number];

/** Which metric is painted behind tokens, and behind which of them. */
export interface HeatOptions {
  readonly metric: MetricId;
  readonly heat: Settings['decorations.heat'];
}

/** Strongest step that tokens below the threshold get where only divergent ones are to stand out. */
const faintSteps = { sequential: 2, diverging: 1 };

/** Whether a token gets no more than a faint heat: others are to stand out. */
export function isFaint({ heat }: Pick<HeatOptions, 'heat'>, isDivergent: boolean): boolean {
  return heat === 'divergent' && !isDivergent;
}

/**
 * The heat behind a token, in the editor and in the panel alike; undefined for none.
 *
 * @param value of the metric, in its own unit
 */
export function heatBrush(
  { metric, heat }: HeatOptions,
  value: number,
  isDivergent: boolean,
): HeatBrush | undefined {
  if (heat === 'off') return undefined;
  const step = heatStep(metric, value);
  const { kind } = metricOf(metric);
  const most = isFaint({ heat }, isDivergent) ? faintSteps[kind] : Infinity;
  const scale = kind === 'sequential' ? 'heat' : step < 0 ? 'tunedAvoids' : 'tunedFavours';
  const name = `${scale}${Math.min(Math.abs(step), most)}`;
  return heatBrushes.find((brush) => brush === name);
}
