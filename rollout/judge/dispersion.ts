import type { Slots } from './minute.ts';

/** `phi` for what is constant, `sigma2` for what grows with the counts. */
export type Dispersion = { readonly phi: number; readonly sigma2: number };

/**
 * What the log-likelihood of a minute is divided by when events come in clusters:
 * max(phi, 1 + sigma2 V), V the binomial variance of the canary's events given both slots' events.
 * Taking the root of an e-value (a factor >= 1) keeps it valid.
 */
export function dispersionOf({ stable, canary }: Slots, ratio: number, { phi, sigma2 }: Dispersion): number {
  const least = Math.max(1, phi);
  if (sigma2 === 0) return least;
  const canaryShare = (ratio * canary.total) / (ratio * canary.total + stable.total);
  return Math.max(least, 1 + sigma2 * (stable.bad + canary.bad) * canaryShare * (1 - canaryShare));
}

/** The same for a fixed rate, where the variance is the expected count. */
export function dispersionAtRate(expectedEvents: number, { phi, sigma2 }: Dispersion): number {
  return Math.max(1, phi, 1 + sigma2 * expectedEvents);
}
