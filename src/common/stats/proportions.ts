/** A share of a number of cases, with the bounds of an interval at 95 %. */
export interface Share {
  /** Cases that have what is counted; whole, unless cases of groups were weighed. */
  readonly count: number;
  readonly total: number;
  /** count / total; NaN of nothing. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Standard deviations to either side that hold 95 % of a normal distribution. */
const normal95 = 1.959963984540054;

/** A share with Wilson's interval (1927) at 95 %; from 0 to 1 where there are no cases. */
export function wilson(count: number, total: number): Share {
  const [low, high] = wilsonBounds(count, total);
  return { count, total, share: count / total, low, high };
}

function wilsonBounds(count: number, total: number): readonly [number, number] {
  if (total <= 0) return [0, 1];
  const p = count / total;
  const square = normal95 ** 2 / total;
  const centre = (p + square / 2) / (1 + square);
  const margin =
    (normal95 * Math.sqrt((p * (1 - p)) / total + square / (4 * total))) / (1 + square);
  // Rounding must not put the bound of an extreme share on the wrong side of it.
  return [
    count === 0 ? 0 : Math.max(0, centre - margin),
    count === total ? 1 : Math.min(1, centre + margin),
  ];
}

/** Fewest groups from which their spread is worth more than the cases' own. */
const fewestGroups = 5;

/**
 * A share of cases that come in groups, such as continuations of the same prompt. From five groups on
 * the interval is Wilson's for as many cases as would have the spread that the groups have (Korn and
 * Graubard 1998): it speaks of such groups and not of these only. It is never narrower than without.
 *
 * @param counts cases of each group that have what is counted
 * @param totals cases of each group
 */
export function wilsonOfGroups(counts: readonly number[], totals: readonly number[]): Share {
  const count = counts.reduce((sum, value) => sum + value, 0);
  const total = totals.reduce((sum, value) => sum + value, 0);
  const p = count / total;
  const groups = totals.filter((value) => value > 0).length;
  if (groups < fewestGroups || count === 0 || count === total) return wilson(count, total);
  // Variance of a ratio estimate between groups.
  const squares = counts.reduce((sum, value, group) => {
    const expected = p * (totals[group] ?? 0);
    return sum + (value - expected) ** 2;
  }, 0);
  const variance = (squares * groups) / (groups - 1) / total ** 2;
  const effective = total / Math.max(1, variance / ((p * (1 - p)) / total));
  const [low, high] = wilsonBounds(p * effective, effective);
  return { count, total, share: p, low, high };
}

/** A difference of two independent shares, the first less the second. */
export interface ShareDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** A difference of shares with the hybrid score interval of Newcombe (1998, method 10) at 95 %. */
export function newcombe(first: Share, second: Share): ShareDifference {
  const difference = first.share - second.share;
  return {
    difference,
    low: difference - Math.hypot(first.share - first.low, second.high - second.share),
    high: difference + Math.hypot(first.high - first.share, second.share - second.low),
  };
}

/**
 * The chance that at least `first` of `firstTotal` cases have what `first + second` of all have, if it
 * has nothing to do with which cases they are: Fisher's exact test, one-sided.
 */
export function fisherGreater(
  first: number,
  firstTotal: number,
  second: number,
  secondTotal: number,
): number {
  const having = first + second;
  const total = firstTotal + secondTotal;
  const all = logChoose(total, having);
  let chance = 0;
  for (let k = first; k <= Math.min(having, firstTotal); k++) {
    if (having - k > secondTotal) continue;
    chance += Math.exp(logChoose(firstTotal, k) + logChoose(secondTotal, having - k) - all);
  }
  return Math.min(1, chance);
}

/** The chance of at least `least` of `total` cases, each with chance `share`. */
export function binomialAtLeast(least: number, total: number, share: number): number {
  if (least <= 0) return 1;
  if (share <= 0 || least > total) return 0;
  if (share >= 1) return 1;
  let chance = 0;
  for (let k = least; k <= total; k++) {
    chance += Math.exp(
      logChoose(total, k) + k * Math.log(share) + (total - k) * Math.log1p(-share),
    );
  }
  return Math.min(1, chance);
}

function logChoose(total: number, count: number): number {
  return logFactorial(total) - logFactorial(count) - logFactorial(total - count);
}

const logFactorials: number[] = [0];

function logFactorial(value: number): number {
  for (let n = logFactorials.length; n <= value; n++) {
    logFactorials.push((logFactorials[n - 1] ?? 0) + Math.log(n));
  }
  return logFactorials[value] ?? NaN;
}

/** A logarithm of an odds ratio, in nats, with its standard error and an interval at 95 %. */
export interface LogOdds {
  readonly logOdds: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/**
 * ln of the odds of the first share over those of the second, with ½ added to every cell (Haldane 1956,
 * Anscombe 1956) and Woolf's standard error.
 *
 * @param leastError a standard error that is known to be at least this, as from the spread of groups
 */
export function logOdds(
  first: number,
  firstTotal: number,
  second: number,
  secondTotal: number,
  leastError = 0,
): LogOdds {
  const cells = [
    first + 0.5,
    firstTotal - first + 0.5,
    second + 0.5,
    secondTotal - second + 0.5,
  ] as const;
  const value = Math.log(cells[0] / cells[1]) - Math.log(cells[2] / cells[3]);
  const own = Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0));
  const standardError = Math.max(own, leastError);
  return {
    logOdds: value,
    standardError,
    low: value - normal95 * standardError,
    high: value + normal95 * standardError,
  };
}
