/** A figure and its standard error. */
export type Figure = { readonly value: number; readonly error: number };

export function share(count: number, of: number): Figure {
  const value = count / of;
  // None in n is not certainty: the error that half of one would have.
  const p = Math.min(Math.max(value, 0.5 / of), 1 - 0.5 / of);
  return { value, error: Math.sqrt((p * (1 - p)) / of) };
}

export function mean(values: Float64Array): Figure {
  const n = values.length;
  const value = values.reduce((sum, each) => sum + each, 0) / n;
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
  return { value, error: Math.sqrt(squares / Math.max(1, n - 1) / n) };
}

/** Its error from the order statistics one standard deviation of a binomial to either side. */
export function median(values: Float64Array): Figure {
  if (values.length === 0) return { value: Number.NaN, error: Number.NaN };
  const sorted = values.toSorted();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * sorted.length)))] ?? Number.NaN;
  const half = 0.5 / Math.sqrt(sorted.length);
  return { value: at(0.5), error: (at(0.5 + half) - at(0.5 - half)) / 2 };
}

/** The geometric mean of ratios, its error on the factor (1.1: give or take 10%). */
export function geometricMean(ratios: readonly number[]): Figure {
  const logs = mean(Float64Array.from(ratios, Math.log));
  return { value: Math.exp(logs.value), error: Math.exp(logs.value) * logs.error };
}
