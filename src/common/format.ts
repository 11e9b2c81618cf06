import type { MetricUnit } from './metrics';

/** The unit in which log quantities are shown; files always hold nats. */
export type DisplayUnit = 'bits' | 'nats';

const minus = '\u2212';

/** Converts nats to the display unit. */
export function fromNats(nats: number, unit: DisplayUnit): number {
  return unit === 'bits' ? nats / Math.LN2 : nats;
}

/** Converts a number in the display unit to nats. */
export function toNats(value: number, unit: DisplayUnit): number {
  return unit === 'bits' ? value * Math.LN2 : value;
}

/** A number with a typographic minus sign; −0 shows as 0. */
export function formatNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? `${minus}∞` : '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${minus}${text}` : text;
}

/** A number that always shows its sign unless it rounds to 0. */
export function formatSigned(value: number, digits: number): string {
  const text = formatNumber(value, digits);
  return value > 0 && /[1-9∞]/.test(text) ? `+${text}` : text;
}

/** Digits after which a small number is stated as below a bound instead. */
const mostDigits = 3;

/**
 * A number with `digits` decimals, or as many more (up to three) as it takes to show that it is not
 * 0; what is smaller still reads `< 0.001`, or `> −0.001` below 0. Only what is exactly 0 reads `0`.
 */
export function formatAmount(value: number, digits = 2): string {
  if (value === 0) return '0';
  for (let shown = digits; shown <= Math.max(digits, mostDigits); shown++) {
    const text = formatNumber(value, shown);
    if (/[1-9∞–]/.test(text)) return text;
  }
  return value > 0 ? '< 0.001' : `> ${minus}0.001`;
}

/** A quantity in nats as text with its unit, such as `0.61 bits`; see {@link formatAmount}. */
export function formatNats(nats: number, unit: DisplayUnit, digits = 2): string {
  return `${formatAmount(fromNats(nats, unit), digits)} ${unit}`;
}

/** A signed quantity in nats as text with its unit, such as `+4.3 bits`. */
export function formatSignedNats(nats: number, unit: DisplayUnit, digits = 1): string {
  const text = formatAmount(fromNats(nats, unit), digits);
  return `${nats > 0 && !text.startsWith('<') ? '+' : ''}${text} ${unit}`;
}

/** A probability as a percentage with two significant digits, also of what 100 % lacks: `31 %`, `0.40 %`, `< 0.001 %`, `99.6 %`. */
export function formatProbability(probability: number): string {
  const percent = probability * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.001) return '< 0.001 %';
  if (percent >= 99.9995) return '100 %';
  if (percent >= 99.5) return `${percent.toFixed(percent >= 99.95 ? 2 : 1)} %`;
  const digits = percent >= 10 ? 0 : Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(percent))));
  return `${percent.toFixed(digits)} %`;
}

/** A metric's value in its display unit, as a number. */
export function displayValue(value: number, metric: MetricUnit, unit: DisplayUnit): number {
  return metric === 'nats' ? fromNats(value, unit) : value;
}

/** The unit of a metric as it is written beside numbers and on axes. */
export function unitLabel(metric: MetricUnit, unit: DisplayUnit): string {
  switch (metric) {
    case 'nats':
      return unit;
    case 'probability':
      return 'probability';
    case 'doublings':
      return 'doublings';
  }
}

/**
 * A number with what may be added or taken away, to the digit that the latter leaves meaningful:
 * `0.20 ± 0.04`, `−51 ± 12`. Both are in the same unit, which is the caller's to add.
 */
export function formatPlusMinus(
  value: number,
  margin: number,
  signed = false,
  fewestDigits = 0,
): string {
  if (!Number.isFinite(margin)) return signed ? formatSigned(value, 2) : formatNumber(value, 2);
  const digits = Math.min(mostDigits, Math.max(fewestDigits, -Math.floor(Math.log10(margin || 1))));
  const shown = signed ? formatSigned(value, digits) : formatNumber(value, digits);
  return `${shown} ± ${formatAmount(margin, digits)}`;
}
