import type { Minute } from './method.ts';

/** Sums over the rollout so far, for tests that compare the two slots' rates. */
export type Totals = {
  stable: number;
  canary: number;
  readonly stableBad: Float64Array;
  readonly canaryBad: Float64Array;
};

export const emptyTotals = (metrics: number): Totals => ({
  stable: 0,
  canary: 0,
  stableBad: new Float64Array(metrics),
  canaryBad: new Float64Array(metrics),
});

export function addMinute(totals: Totals, { stable, canary }: Minute): void {
  totals.stable += stable.total;
  totals.canary += canary.total;
  for (let metric = 0; metric < totals.stableBad.length; metric++) {
    totals.stableBad[metric] = (totals.stableBad[metric] ?? 0) + (stable.bad[metric] ?? 0);
    totals.canaryBad[metric] = (totals.canaryBad[metric] ?? 0) + (canary.bad[metric] ?? 0);
  }
}

/** The difference of the two rates (canary minus stable) and its estimated variance, of Bernoulli events. */
export function difference(
  totals: Totals,
  metric: number,
): { readonly delta: number; readonly variance: number } {
  const pc = (totals.canaryBad[metric] ?? 0) / totals.canary;
  const ps = (totals.stableBad[metric] ?? 0) / totals.stable;
  return {
    delta: pc - ps,
    variance: (pc * (1 - pc)) / totals.canary + (ps * (1 - ps)) / totals.stable,
  };
}
