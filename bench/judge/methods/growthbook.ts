import type { Detector } from './method.ts';
import { addMinute, difference, emptyTotals } from './totals.ts';

/** GrowthBook's tuning sample: where the interval is tightest. */
const TIGHTEST_AT = 5000;

/**
 * Safe Rollouts of GrowthBook: a one-sided confidence sequence for the difference of the rates (asymptotic, Waudby-Smith et
 * al. 2023), over all that was seen; fails as soon as it excludes 0. LaunchDarkly publishes neither boundary nor alpha; the
 * same rule at 5% is the nearest reading of its documents.
 */
export function growthBook(metrics: number, alpha: number): Detector {
  const totals = emptyTotals(metrics);
  return (minute) => {
    addMinute(totals, minute);
    if (totals.canary === 0 || totals.stable === 0) return 'continue';
    for (let metric = 0; metric < metrics; metric++) {
      const { delta, variance } = difference(totals, metric);
      if (variance > 0 && delta > halfWidth(variance, totals.canary + totals.stable, alpha)) return 'fail';
    }
    return 'continue';
  };
}

/** One-sided at `alpha`: the two-sided form at twice that. */
export function halfWidth(variance: number, n: number, alpha: number): number {
  const a = Math.min(2 * alpha, 0.999);
  const rho = Math.sqrt((-2 * Math.log(a) + Math.log(-2 * Math.log(a) + 1)) / TIGHTEST_AT);
  const spread = n * rho * rho + 1;
  return Math.sqrt(variance * n) * Math.sqrt((2 * spread * Math.log(Math.sqrt(spread) / a)) / (n * rho) ** 2);
}
