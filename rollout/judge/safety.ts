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
  const gains = minutes.map((minute) => gainOf(minute, test)).filter((gain) => gain !== null);
  return lnMean(test.ratios.map((r) => gains.reduce((all, gain) => all + gain(r), 0)));
}

/** What a minute adds for each alternative; `null` if it is no evidence. */
function gainOf(minute: JudgedMinute, test: SafetyTest): ((r: number) => number) | null {
  const { line, dispersion, referenceRate } = test;
  if (minute.use === 'reference' && referenceRate != null) {
    const divisor = dispersionAtRate(referenceRate * minute.canary.total, dispersion);
    return (r) => lnPoisson(minute.canary, referenceRate, r) / divisor;
  }
  if (minute.use !== 'paired') return null;
  const divisor = dispersionOf(minute, line.ratio, dispersion);
  return (r) => lnLikelihood(minute, line, r) / divisor;
}

/** ln(1/beta): the accepted chance beta to call an unsafe version safe is 5%. */
export const LN_SAFE_THRESHOLD: number = Math.log(20);
