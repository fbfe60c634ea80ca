import type { Slots } from './minute.ts';

/**
 * At least half of at least 20 canary requests bad while stable is well. Such a minute may prove
 * harm with one more like it, or alone with 200 requests, and counts even in the warm-up: a good version looks
 * so with a chance below 5e-5.
 */
export function isTotalFailure({ stable, canary }: Slots): boolean {
  return (
    stable.total > 0 &&
    canary.total >= 20 &&
    canary.bad >= canary.total / 2 &&
    stable.bad <= stable.total / 10
  );
}
