import { type Dispersion, dispersionOf } from './dispersion.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { LN_SAFE_THRESHOLD } from './safety.ts';
import type { Direction } from './settings.ts';

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
  const fixed = new Float64Array(STAKES.length);
  let requests = 0;
  for (const minute of paired) {
    const { stable, canary } = minute;
    const divisor = dispersionOf(minute, 1, dispersion);
    const odds = canary.total / stable.total;
    // Both factors stay positive.
    const most = MOST_STAKE * (sign < 0 ? 1 : Math.min(1, 1 / odds));
    requests += canary.total;
    for (let j = 0; j < STAKES.length; j++) {
      const stake = sign * (STAKES[j] ?? 0) * divisor;
      fixed[j] =
        Math.abs(stake) > most
          ? Number.NEGATIVE_INFINITY
          : (fixed[j] ?? 0) +
            (canary.bad * Math.log1p(stake) + stable.bad * Math.log1p(-stake * odds)) / divisor;
    }
  }
  const evidence = new Float64Array(STAKES.length);
  const refuted = (excess: number): boolean => {
    for (let j = 0; j < evidence.length; j++) {
      evidence[j] = (fixed[j] ?? 0) + excess * requests * (STAKES[j] ?? 0);
    }
    return lnMean(evidence) >= LN_SAFE_THRESHOLD;
  };
  if (requests === 0 || !refuted(1)) return 1;
  return refuted(0) ? 0 : smallest(refuted);
}

/** From much traffic, where small excesses are told apart, to little. */
const STAKES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.08, 0.2, 0.4, 0.7, 0.9, 0.98] as const;
const MOST_STAKE = 0.98;

function smallest(holds: (value: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 45; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
