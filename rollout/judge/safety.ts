import { type Dispersion, dispersionAtRate, dispersionOf } from './dispersion.ts';
import { type Line, lnLikelihood } from './likelihood.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { lnPoisson } from './reference-rate.ts';

export type SafetyTest = {
  /** An absolute limit as the line, for minutes that are compared with a rate. */
  readonly referenceRate?: number | null;
  /** The smallest change that would not be acceptable. */
  readonly line: Line;
  /** Alternatives on the good side of the line. */
  readonly ratios: readonly number[];
  readonly dispersion: Dispersion;
};

/**
 * ln E, the evidence that the canary is better than the line: the test of harm turned
 * round, without caps and restarts. A version that is not safe reaches 1/beta with a chance of at most beta, ever.
 * No correction for many metrics: all of them must reach it.
 */
export function safety(minutes: readonly JudgedMinute[], test: SafetyTest): number {
  const { line, ratios, dispersion, referenceRate } = test;
  const sums = new Float64Array(ratios.length);
  for (const minute of minutes) {
    if (minute.use === 'reference' && referenceRate != null) {
      const divisor = dispersionAtRate(referenceRate * minute.canary.total, dispersion);
      for (let j = 0; j < sums.length; j++) {
        sums[j] = (sums[j] ?? 0) + lnPoisson(minute.canary, referenceRate, ratios[j] ?? 1) / divisor;
      }
    }
    if (minute.use !== 'paired') continue;
    const divisor = dispersionOf(minute, line.ratio, dispersion);
    for (let j = 0; j < sums.length; j++) {
      sums[j] = (sums[j] ?? 0) + lnLikelihood(minute, line, ratios[j] ?? 1) / divisor;
    }
  }
  return lnMean(sums);
}

/** ln(1/beta): the accepted chance beta to call an unsafe version safe is 5%. */
export const LN_SAFE_THRESHOLD: number = Math.log(20);
