import type { Detector } from './method.ts';
import { addMinute, difference, emptyTotals } from './totals.ts';

/** The effect to look for, as a share of stable's rate: its square is the variance of plausible effects. */
const MINIMUM_DETECTABLE = 0.5;

/**
 * The mixture SPRT of Statsig (after Zhao et al., arXiv:1905.10493): fails when the always-valid p-value is at most `alpha` and the
 * canary is the worse one. Looked at every minute here; its alerts are worked out once a day.
 */
export function statsig(metrics: number, alpha: number): Detector {
  const totals = emptyTotals(metrics);
  return (minute) => {
    addMinute(totals, minute);
    if (totals.canary === 0 || totals.stable === 0) return 'continue';
    for (let metric = 0; metric < metrics; metric++) {
      const { delta, variance } = difference(totals, metric);
      const tau = (MINIMUM_DETECTABLE * ((totals.stableBad[metric] ?? 0) / totals.stable)) ** 2;
      if (variance > 0 && delta > 0 && lnMixture(delta, variance, tau) >= -Math.log(alpha)) return 'fail';
    }
    return 'continue';
  };
}

export const lnMixture = (delta: number, variance: number, tau: number): number =>
  0.5 * Math.log(variance / (variance + tau)) + (tau * delta * delta) / (2 * variance * (variance + tau));
