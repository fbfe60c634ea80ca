/** Counts of durations in bins on a fixed logarithmic grid: bin `i` holds what is longer than `edges[i]`, up to `edges[i + 1]`. */
export type Histogram = Float64Array;

const ratio = 1.25;
const binCount = 46;
/** Milliseconds, from 1 to about 29 seconds; the outer bins are open. */
const edges = Float64Array.from({ length: binCount + 1 }, (_, i) => ratio ** i);

export const emptyHistogram = (): Histogram => new Float64Array(binCount);

export function addTo(histogram: Histogram, other: ArrayLike<number>): void {
  for (let bin = 0; bin < binCount; bin++) histogram[bin] = (histogram[bin] ?? 0) + (other[bin] ?? 0);
}

/** The share of each bin if durations are lognormal, but `slowShare` of them take `slowMillis`. */
export function durationShares(
  { median, spread }: { readonly median: number; readonly spread: number },
  slowShare: number,
  slowMillis: number,
): number[] {
  const shares: number[] = [];
  let below = 0;
  for (let bin = 0; bin < binCount; bin++) {
    const upTo = bin === binCount - 1 ? 1 : normalCdf(Math.log((edges[bin + 1] ?? 1) / median) / spread);
    shares.push((1 - slowShare) * (upTo - below));
    below = upTo;
  }
  const slow = binOf(slowMillis);
  shares[slow] = (shares[slow] ?? 0) + slowShare;
  return shares;
}

/** How many are longer than `low` and at most `high`. Within a bin they are spread evenly (on the logarithmic scale). */
export function countBetween(histogram: ArrayLike<number>, low: number, high: number): number {
  return countUpTo(histogram, high) - countUpTo(histogram, low);
}

/** The duration below which `percent` of them are; `undefined` if there are none. */
export function percentile(histogram: Histogram, percent: number): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = (percent / 100) * total;
  for (let bin = 0; bin < binCount; bin++) {
    const count = histogram[bin] ?? 0;
    if (left <= count && count > 0) return (edges[bin] ?? 0) * ratio ** (left / count);
    left -= count;
  }
  return edges[binCount];
}

/** The sum of the durations, each taken as the middle of its bin. */
export function sumOf(histogram: Histogram): number {
  return histogram.reduce((sum, count, bin) => sum + count * (edges[bin] ?? 0) * Math.sqrt(ratio), 0);
}

function countUpTo(histogram: ArrayLike<number>, limit: number): number {
  if (limit === Number.POSITIVE_INFINITY) return sum(histogram, binCount);
  if (limit <= 1) return 0;
  const bin = binOf(limit);
  const within = Math.log(limit / (edges[bin] ?? 1)) / Math.log(ratio);
  const part = (histogram[bin] ?? 0) * Math.min(1, within);
  // Counts stay whole; shares (below 1) keep their fraction.
  return sum(histogram, bin) + ((histogram[bin] ?? 0) >= 1 ? Math.round(part) : part);
}

function sum(histogram: ArrayLike<number>, bins: number): number {
  let total = 0;
  for (let bin = 0; bin < bins; bin++) total += histogram[bin] ?? 0;
  return total;
}

const binOf = (millis: number) =>
  Math.min(binCount - 1, Math.max(0, Math.ceil(Math.log(millis) / Math.log(ratio) - 1e-9) - 1));

/** Abramowitz and Stegun 7.1.26; its error of 1e-7 is far below what a rehearsal can show. */
function normalCdf(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (series * Math.exp(-(z * z) / 2)) / 2;
  return z > 0 ? 1 - tail : tail;
}
