import { type Dispersion, dispersionOf } from './dispersion.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { LN_SAFE_THRESHOLD } from './safety.ts';
import type { Direction } from './settings.ts';
import { smallest } from './smallest.ts';

/**
 * U, the upper bound on the mean excess so far: over all canary requests judged, at most this share was worse off than on
 * stable, with 95% at every look, however the excess changed meanwhile (an incident, a step). From 0, since trouble of stable
 * alone must not make room for harm, to 1 when nothing is known.
 *
 * For a stake c let a = 1 - c and b = 1 + c nc/ns. With an excess d of the minute, E[a^kc b^ks] <=
 * exp(-(ps + d) nc c + ps nc c) = exp(-d nc c), so that sums of kc ln a + ks ln b + d nc c are a supermartingale at the true
 * d of each minute. Since c is the same in all minutes, only the sum of d nc is in it: the mean excess times the requests.
 * (`bound.ts` fixes a ratio of the rates instead; its stakes shrink as the weight grows, so that it bounds a mean that
 * leaves the late steps out.) Dispersion divides the sums, so the stake of a minute is c times its divisor; a stake
 * that is more than everything in some minute is dropped, since less in that minute alone would break the sum.
 */
export function meanBound(
  minutes: readonly JudgedMinute[],
  direction: Direction,
  dispersion: Dispersion,
): number {
  const sign = direction === 'lower-is-better' ? -1 : 1;
  const paired = minutes.filter(({ use }) => use === 'paired');
  const requests = paired.reduce((all, { canary }) => all + canary.total, 0);
  const told = paired.map(({ stable, canary }) => ({
    stableBad: stable.bad,
    canaryBad: canary.bad,
    odds: canary.total / stable.total,
    divisor: dispersionOf({ stable, canary }, 1, dispersion),
  }));
  const staked = STAKES.map((stake) => ({
    perExcess: requests * stake,
    fixed: lnStaked(sign * stake, told),
  }));
  const refuted = (excess: number): boolean =>
    lnMean(staked.map(({ fixed, perExcess }) => fixed + excess * perExcess)) >= LN_SAFE_THRESHOLD;
  return refuted(0) ? 0 : smallest(refuted, 0, 1);
}

/** From much traffic, where small excesses are told apart, to little. */
const STAKES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.08, 0.2, 0.4, 0.7, 0.9, 0.98] as const;
const MOST_STAKE = 0.98;

type Told = {
  readonly stableBad: number;
  readonly canaryBad: number;
  readonly odds: number;
  readonly divisor: number;
};

function lnStaked(stake: number, minutes: readonly Told[]): number {
  let all = 0;
  for (const { stableBad, canaryBad, odds, divisor } of minutes) {
    const staked = stake * divisor;
    // Both factors stay positive.
    const most = MOST_STAKE * (stake < 0 ? 1 : Math.min(1, 1 / odds));
    if (Math.abs(staked) > most) return Number.NEGATIVE_INFINITY;
    all += (canaryBad * Math.log1p(staked) + stableBad * Math.log1p(-staked * odds)) / divisor;
  }
  return all;
}
