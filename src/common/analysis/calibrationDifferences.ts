import { blockBootstrap, type BootstrapInterval } from './blockBootstrap';
import type { CalibrationBlock } from './calibration';
import { jointCalibrationError } from './calibrationBins';
import { peakOf } from './familyFit';
import { temperatureOf } from './fittedTemperature';
import type { Steps } from '../steps';

/** Figures of which the two models' difference is stated. */
type DifferenceName = 'ece' | 'entropyGap' | 'brier' | 'temperature';

/** Base less tuned, with the spread over resampled blocks; what is not there cannot be told. */
export type CalibrationDifferences = Readonly<Partial<Record<DifferenceName, BootstrapInterval>>>;

/** Blocks whose numbers a step puts together. */
const blocksPerStep = 16;

/** The paired block bootstrap of base − tuned: both models' figures come from the same drawn blocks. */
export function* calibrationDifferences(
  base: readonly CalibrationBlock[],
  tuned: readonly CalibrationBlock[],
): Steps<CalibrationDifferences> {
  const layout = layoutOf(base[0]);
  if (layout === undefined) return {};
  const width = layout.width;
  const blocks: Float64Array[] = [];
  for (const [index, block] of base.entries()) {
    if (index % blocksPerStep === 0) yield;
    const both = new Float64Array(2 * width);
    both.set(vectorOf(block));
    const other = tuned[index];
    if (other !== undefined) both.set(vectorOf(other), width);
    blocks.push(both);
  }
  const differences = (sums: Float64Array): Readonly<Record<DifferenceName, number>> => {
    const [b, u] = [
      figuresOf(sums.subarray(0, width), layout),
      figuresOf(sums.subarray(width), layout),
    ];
    return {
      ece: b.ece - u.ece,
      entropyGap: b.entropyGap - u.entropyGap,
      brier: b.brier - u.brier,
      temperature: b.temperature - u.temperature,
    };
  };
  const { ece, ...others } = yield* blockBootstrap(blocks, differences);
  if (ece === undefined) return others;
  // Resampling adds to the error of a calibrated model more than to that of another: the resampled
  // differences lie to that side of the difference, and their interval is turned about it.
  const centre = 2 * differences(total(blocks)).ece;
  return { ...others, ece: { ...ece, from: centre - ece.to, to: centre - ece.from } };
}

function total(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) vector.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value));
  return sum;
}

/** Where the numbers of a block lie in its vector. */
interface Layout {
  readonly bins: number;
  readonly points: readonly number[];
  readonly width: number;
}

function layoutOf(block: CalibrationBlock | undefined): Layout | undefined {
  if (block === undefined) return undefined;
  const bins = block.sums.mass.length;
  const { points } = block.temperatures;
  return { bins, points, width: 2 * bins + 3 * points.length + 5 };
}

function vectorOf({ sums, temperatures, gap, brier }: CalibrationBlock): Float64Array {
  return Float64Array.of(
    ...sums.mass,
    ...sums.hits,
    ...temperatures.value,
    ...temperatures.slope,
    ...temperatures.curvature,
    temperatures.observed,
    temperatures.rowCount,
    sums.rowCount,
    gap,
    brier,
  );
}

function figuresOf(
  vector: Float64Array,
  { bins, points }: Layout,
): Readonly<Record<DifferenceName, number>> {
  let place = 0;
  const take = (length: number): Float64Array => vector.subarray(place, (place += length));
  const [mass, hits] = [take(bins), take(bins)];
  const [value, slope, curvature] = [take(points.length), take(points.length), take(points.length)];
  const [observed = 0, counted = 0, tokens = 0, gap = 0, brier = 0] = take(5);
  const sums = { points, value, slope, curvature, observed, rowCount: counted, skipped: 0 };
  const peak = peakOf(sums);
  return {
    ece: jointCalibrationError({ mass, hits }, tokens),
    entropyGap: gap / counted,
    brier: brier / tokens,
    temperature: peak === undefined ? NaN : temperatureOf(peak),
  };
}
