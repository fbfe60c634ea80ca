import type { Counts } from './input.ts';
import type { Slots } from './minute.ts';
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

/** The rate before the rollout, as it is: what both slots together are compared with. */
export function rateBefore(recorded: Counts): number | null {
  return recorded.total <= 0 ? null : Math.min(1, (recorded.bad + 1) / (recorded.total + 1));
}

/**
 * The same for both slots together: a canary `r` times as bad as the rate before raises the total by its share of the
 * requests. Clients that took their errors along raise the canary's part, but not the total.
 */
export function lnTotal({ stable, canary }: Slots, rate: number, r: number): number {
  const total = stable.total + canary.total;
  if (total === 0) return 0;
  const factor = 1 + (canary.total / total) * (r - 1);
  return lnPoisson({ total, bad: stable.bad + canary.bad }, rate, factor);
}
