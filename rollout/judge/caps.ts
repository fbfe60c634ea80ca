import type { Onset } from './harm.ts';
import type { Slots } from './minute.ts';
import { isTotalFailure } from './total-failure.ts';

/** In how many minutes harm must show, short of total failure: as a rule, and where it is so many times stable's rate. */
export type BadMinutes = { readonly usual: number; readonly severe: number; readonly severeTimes: number };

/** The most that a minute may add to the evidence of harm, in nats, by what it shows. */
export type Caps = {
  readonly usual: number;
  readonly severe: number;
  readonly severeTimes: number;
  readonly total: number;
};

/**
 * A minute's share of what a rollback needs, so that harm must show in that many minutes. However a cap is chosen, the
 * lesser of an e-value and something else is an e-value.
 * A third of the alternatives at their caps is enough; one minute less than asked for never is.
 */
export function capsFor(
  { usual, severe, severeTimes }: BadMinutes,
  metrics: number,
  falseRollbackRate: number,
  startMass: number,
): Caps {
  const lnThreshold = Math.log(metrics / falseRollbackRate);
  const needed = lnThreshold - Math.log(startMass) + Math.log(3);
  const share = (minutes: number): number => Math.min(needed / minutes, (lnThreshold - 0.25) / (minutes - 1));
  return { usual: share(usual), severe: share(severe), severeTimes, total: share(2) };
}

/**
 * The same for harm that begins later: one minute's share of the mass has to do, but all of it may be there when trouble
 * begins in quiet traffic, and then one minute less still must not be enough.
 */
export function lateCapsFor(
  { usual, severe, severeTimes }: BadMinutes,
  metrics: number,
  falseRollbackRate: number,
  { startMass, hazard }: Onset,
): Caps {
  const lnThreshold = Math.log(metrics / falseRollbackRate);
  const lnMass = Math.log(1 - startMass);
  const needed = lnThreshold - lnMass - Math.log(hazard) + Math.log(3);
  const share = (minutes: number): number =>
    Math.min(needed / minutes, (lnThreshold - lnMass - 1.2) / (minutes - 1));
  return { usual: share(usual), severe: share(severe), severeTimes, total: share(2) };
}

/** The caps of the study: equal shares of what one alternative needs, if harm was there from the start. */
export function plainCaps(
  minBadBuckets: number,
  metrics: number,
  falseRollbackRate: number,
  startMass: number,
): Caps {
  const needed = Math.log(metrics / (falseRollbackRate * startMass));
  return { usual: needed / minBadBuckets, severe: needed / minBadBuckets, severeTimes: 1, total: needed / 2 };
}

export function capOf(minute: Slots, caps: Caps): number {
  const cap = isSevere(minute, caps.severeTimes) ? caps.severe : caps.usual;
  if (!isTotalFailure(minute)) return cap;
  return minute.canary.total >= 200 ? Number.POSITIVE_INFINITY : Math.max(cap, caps.total);
}

/** With few events, so many times stable's rate is nothing but chance. */
function isSevere({ stable, canary }: Slots, times: number): boolean {
  return (
    canary.bad >= TELLING_BAD && canary.bad * (stable.total + 1) >= times * (stable.bad + 1) * canary.total
  );
}

const TELLING_BAD = 5;
