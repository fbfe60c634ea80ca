import { type Dispersion, dispersionOf } from './dispersion.ts';
import { type Line, lnLikelihood } from './likelihood.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';

export type SafetyTest = {
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
export function safety(minutes: readonly JudgedMinute[], { line, ratios, dispersion }: SafetyTest): number {
  const sums = new Float64Array(ratios.length);
  for (const minute of minutes) {
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
