import type { JudgedMinute } from './minute.ts';

/**
 * The canary's share of requests in the newest minutes of the step if it contradicts the weight: a factor of 3 away
 * (for the canary, or for stable when the canary gets too much), and by 5 standard deviations, widened by phi since
 * clients bring many requests each. `null` when it fits. Few minutes, so that a hold lifts soon after the share is right.
 */
export function wrongShare(
  settled: readonly JudgedMinute[],
  weightPercent: number,
  phi: number,
): number | null {
  const newest = settled.slice(-NEWEST_MINUTES);
  const canary = newest.reduce((all, minute) => all + minute.canary.total, 0);
  const all = newest.reduce((sum, minute) => sum + minute.stable.total, canary);
  if (canary === 0) return null;
  const wanted = weightPercent / 100;
  const observed = canary / all;
  const isFar = observed < wanted / 3 || observed > 3 * wanted || 1 - observed < (1 - wanted) / 3;
  // Binomial; one request more in the variance keeps tiny samples and 100% from looking certain.
  const deviation = Math.abs(canary - wanted * all) / Math.sqrt(phi * (all * wanted * (1 - wanted) + 1));
  return isFar && deviation >= 5 ? observed : null;
}

const NEWEST_MINUTES = 5;
