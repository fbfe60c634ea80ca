import type { Counts } from './input.ts';
import type { Direction } from './settings.ts';

/**
 * The null of 100% canary, where no stable traffic is left to compare with: twice the rate that stable had
 * (half of it, if higher is better), since hours differ. One event more or less than
 * was recorded, so that a recorded zero does not make the first error a proof.
 */
export function referenceRate(recorded: Counts, direction: Direction): number | null {
  if (recorded.total <= 0) return null;
  return direction === 'lower-is-better'
    ? Math.min(1, (2 * (recorded.bad + 1)) / (recorded.total + 1))
    : (0.5 * Math.max(0, recorded.bad - 1)) / recorded.total;
}

/** ln of the Poisson e-value of a minute against a fixed rate (Wald 1945). */
export function lnPoisson(canary: Counts, rate: number, r: number): number {
  return canary.bad * Math.log(r) - rate * canary.total * (r - 1);
}
