import { lnLikelihood } from './likelihood.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';

/**
 * ln E of the plain test, without caps, starts and dispersion: the mean over 16 ratios of the rates, spaced evenly in
 * logarithm from 1.15 to 100 times the null's. The yardstick for what robustness costs.
 */
export function plainMixture(minutes: readonly JudgedMinute[], nullRatio: number): number {
  const line = { ratio: nullRatio, delta: 0 };
  const paired = minutes.filter(({ use }) => use === 'paired');
  return lnMean(RATIOS.map((r) => paired.reduce((all, minute) => all + lnLikelihood(minute, line, r), 0)));
}

const RATIOS: readonly number[] = Array.from({ length: 16 }, (_, i) => 1.15 * (100 / 1.15) ** (i / 15));
