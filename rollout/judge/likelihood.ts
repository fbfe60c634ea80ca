import type { Slots } from './minute.ts';

/** The line between the hypotheses: canary's rate = `ratio` times stable's + `delta`. */
export type Line = { readonly ratio: number; readonly delta: number };

/**
 * ln of the e-value of one minute for a canary `r` times beyond the line:
 *
 *     x = (rho0 r nc + ns) / (rho0 nc + ns)     kc ln r - (kc + ks) ln x - delta nc (r/x - 1)
 *
 * `r > 1` speaks against a canary at or below the line, `r < 1` against one at or above it. It is exact for independent
 * events whatever the rate of the minute, so an incident that hits both slots is no evidence: with a = r/x, b = 1/x,
 * E[a^kc b^ks] <= exp(pc nc (a - 1) - ps ns (1 - b)) since 1 + z <= e^z, and x is chosen such that
 * ns (1 - b) = rho0 nc (a - 1); what is left is at most exp(delta nc (a - 1)) on the null's side of the line.
 * After Wald 1945 and the e-values for two groups of Turner, Ly and Gruenwald.
 */
export function lnLikelihood({ stable, canary }: Slots, line: Line, r: number): number {
  const lnR = Math.log(r);
  const gain = lnGain(stable.total, canary.total, line.ratio, r);
  const perCanaryRequest = line.delta * Math.expm1(lnR - gain);
  return canary.bad * lnR - (canary.bad + stable.bad) * gain - perCanaryRequest * canary.total;
}

/** ln x, x = (rho0 r nc + ns) / (rho0 nc + ns): how much more often events happen at all if the canary is r times worse. */
export function lnGain(stableTotal: number, canaryTotal: number, ratio: number, r: number): number {
  const weighted = ratio * canaryTotal;
  return Math.log1p((weighted * (r - 1)) / (weighted + stableTotal));
}
