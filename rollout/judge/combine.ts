import { lnMean } from './log-space.ts';

/**
 * ln of the mean E over metrics: again an e-value, whatever the metrics have to do with each other, so one
 * threshold 1/alpha serves the whole rollout. A metric without data takes part with E = 1.
 */
export function combine(lnEs: readonly number[]): number {
  return lnEs.length === 0 ? 0 : lnMean(lnEs);
}

/** ln(1/alpha): a good version ever reaches it with a chance of at most alpha. */
export const lnRollbackThreshold = (falseRollbackRate: number): number => -Math.log(falseRollbackRate);

/** E >= 5 is a reason to look before going on, and common enough by chance (1 in 5 at most) not to go back. */
export const LN_HOLD_THRESHOLD: number = Math.log(5);
