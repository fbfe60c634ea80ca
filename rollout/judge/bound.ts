import { type Dispersion, dispersionOf } from './dispersion.ts';
import { lnGain } from './likelihood.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { LN_SAFE_THRESHOLD } from './safety.ts';

/**
 * U, the upper bound on the excess rate: the smallest d for which "the canary is worse by d" is refuted. It holds
 * at every look with 95%. Negative when the canary is proved better; 1 when nothing is known.
 * The evidence is A + d B for each alternative, so the search reads the minutes once.
 */
export function bound(
  minutes: readonly JudgedMinute[],
  ratios: readonly number[],
  dispersion: Dispersion,
): number {
  const fixed = new Float64Array(ratios.length);
  const perExcess = new Float64Array(ratios.length);
  for (const minute of minutes) {
    if (minute.use !== 'paired') continue;
    const { stable, canary } = minute;
    const divisor = dispersionOf(minute, 1, dispersion);
    for (let j = 0; j < ratios.length; j++) {
      const lnR = Math.log(ratios[j] ?? 1);
      const gain = lnGain(stable.total, canary.total, 1, ratios[j] ?? 1);
      fixed[j] = (fixed[j] ?? 0) + (canary.bad * lnR - (canary.bad + stable.bad) * gain) / divisor;
      perExcess[j] = (perExcess[j] ?? 0) + (canary.total * Math.abs(Math.expm1(lnR - gain))) / divisor;
    }
  }
  const evidence = new Float64Array(ratios.length);
  const refuted = (excess: number): boolean => {
    for (let j = 0; j < evidence.length; j++) evidence[j] = (fixed[j] ?? 0) + excess * (perExcess[j] ?? 0);
    return lnMean(evidence) >= LN_SAFE_THRESHOLD;
  };
  return refuted(1) ? smallest(refuted, -1, 1) : 1;
}

function smallest(holds: (value: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  while (high - low > PRECISION) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Doubles near 1 are 1e-16 apart. */
const PRECISION = 1e-15;
