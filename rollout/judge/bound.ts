import { type Dispersion, dispersionOf } from './dispersion.ts';
import { lnGain } from './likelihood.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { LN_SAFE_THRESHOLD } from './safety.ts';
import { smallest } from './smallest.ts';

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
  const paired = minutes.filter(({ use }) => use === 'paired');
  const alternatives = ratios.map((r) => evidenceFor(r, paired, dispersion));
  const refuted = (excess: number): boolean =>
    lnMean(alternatives.map(({ fixed, perExcess }) => fixed + excess * perExcess)) >= LN_SAFE_THRESHOLD;
  return smallest(refuted, -1, 1);
}

function evidenceFor(r: number, minutes: readonly JudgedMinute[], dispersion: Dispersion) {
  const lnR = Math.log(r);
  let fixed = 0;
  let perExcess = 0;
  for (const minute of minutes) {
    const { stable, canary } = minute;
    const divisor = dispersionOf(minute, 1, dispersion);
    const gain = lnGain(stable.total, canary.total, 1, r);
    fixed += (canary.bad * lnR - (canary.bad + stable.bad) * gain) / divisor;
    perExcess += (canary.total * Math.abs(Math.expm1(lnR - gain))) / divisor;
  }
  return { fixed, perExcess };
}
