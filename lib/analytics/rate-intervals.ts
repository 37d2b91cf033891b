/**
 * How sure a rate is, and whether two rates really differ.
 *
 * Interval of one rate: Wilson's score interval (E. B. Wilson, 1927, J. Am. Stat. Assoc. 22, 209–212).
 * Interval of a difference: Newcombe's hybrid score interval without continuity correction, method 10 of
 * R. G. Newcombe, 1998, Statistics in Medicine 17, 873–890, which is made of the two Wilson intervals.
 */

/** `part` of `all`, such as contacting sessions of sessions. */
export type Share = { part: number; all: number };

export type Interval = { low: number; high: number };

/** Two-sided 95 %: the 97.5th percentile of the standard normal distribution. */
const Z = 1.959963984540054;

/** The 95 % interval of a rate; null where there is nothing to divide by. */
export function wilson({ part, all }: Share): Interval | null {
  if (all <= 0) return null;
  const rate = part / all;
  const z2 = Z * Z;
  const centre = rate + z2 / (2 * all);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / all + z2 / (4 * all * all));
  const scale = 1 + z2 / all;
  // For no part and for all of it the formula gives exactly 0 and 1, which floating point misses.
  return {
    low: part === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: part === all ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/** The 95 % interval of rate(a) − rate(b); null where either has nothing to divide by. */
export function difference(a: Share, b: Share): Interval | null {
  const [first, second] = [wilson(a), wilson(b)];
  if (!first || !second) return null;
  const [p, q] = [a.part / a.all, b.part / b.all];
  return {
    low: p - q - Math.hypot(p - first.low, second.high - q),
    high: p - q + Math.hypot(first.high - p, q - second.low),
  };
}

/**
 * `certain`: the interval of the difference does not hold 0. `uncertain`: it would take about so many more visits to tell.
 * `equal`: as far as anybody would wait, they are the same. `few`: too few visits to say even that.
 */
export type Verdict =
  | { kind: "certain"; higher: "a" | "b" }
  | { kind: "uncertain"; moreVisits: number }
  | { kind: "equal" }
  | { kind: "few" }
  | { kind: "unknown" };

/** Nobody waits for more visits than so many times those that have come: rates that differ no more are practically equal. */
const MAX_FACTOR = 11;

/** Of two rates of so few visits nothing is said but that they are few. */
const FEWEST_TOLD_EQUAL = 30;

/**
 * Whether two rates differ, and if that is not yet certain, about how many more visits in all it would take, if both
 * went on as they have so far: the smallest growth of both counts at which the interval of the difference leaves 0.
 */
export function compareRates(a: Share, b: Share): Verdict {
  const now = difference(a, b);
  if (!now) return { kind: "unknown" };
  if (now.low > 0) return { kind: "certain", higher: "a" };
  if (now.high < 0) return { kind: "certain", higher: "b" };
  if (!isCertain(a, b, MAX_FACTOR)) {
    return { kind: Math.min(a.all, b.all) < FEWEST_TOLD_EQUAL ? "few" : "equal" };
  }
  // More visits never make a difference less certain, so the smallest number is found by bisection.
  const visits = a.all + b.all;
  let [below, above] = [1, MAX_FACTOR];
  // Until it is known to half a visit, or to a thousandth of the visits to come.
  while ((above - below) * visits > 0.5 && above - below > 0.001 * (above - 1)) {
    const middle = Math.sqrt(below * above);
    if (isCertain(a, b, middle)) above = middle;
    else below = middle;
  }
  return { kind: "uncertain", moreVisits: Math.max(1, Math.ceil((above - 1) * visits)) };
}

function isCertain(a: Share, b: Share, factor: number): boolean {
  const grown = (share: Share) => ({ part: share.part * factor, all: share.all * factor });
  const interval = difference(grown(a), grown(b));
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** A number of visits to two digits, as it is only an estimate: 1,234 → 1200. */
export function roughly(visits: number): number {
  if (visits < 20) return visits;
  const step = 10 ** (Math.floor(Math.log10(visits)) - 1);
  return Math.ceil(visits / step) * step;
}
