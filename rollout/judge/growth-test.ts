import { lnMean } from './log-space.ts';
import { type GaugeMinute, pairedMeans } from './sign-test.ts';

/**
 * ln E that the difference between the slots grows (a leak): if it did not, each new five-minute mean would be as likely to have
 * any rank among those so far, within a step; a bet on high ranks then is fair (a conformal test martingale, Vovk 2003).
 * A steady difference is no growth, whatever its size. Six means that each exceed all before reach the level of a rollback.
 * Give the minutes of each step apart: a change of weight changes the load, and with it the difference.
 */
export function growthTest(steps: readonly (readonly GaugeMinute[])[]): number {
  const capital = new Float64Array(POWERS.length);
  for (const step of steps) {
    const seen: number[] = [];
    for (const { stable, canary } of pairedMeans(step, BLOCK_MINUTES)) {
      const difference = canary - stable;
      const below = seen.filter((one) => one < difference).length;
      seen.push(difference);
      const equal = seen.filter((one) => one === difference).length;
      POWERS.forEach((power, i) => {
        capital[i] = (capital[i] ?? 0) + Math.log(payout(below, equal, seen.length, power));
      });
    }
  }
  return lnMean(capital);
}

const BLOCK_MINUTES = 5;
/** How steeply the bet rises with the rank: drift among noise, to a value that is always the highest yet. */
const POWERS = [1, 3, 10, 30] as const;

/** Ranks pay as rank^power, such that the mean over all ranks is 1; values that tie share. */
function payout(below: number, equal: number, count: number, power: number): number {
  let all = 0;
  let own = 0;
  for (let rank = 1; rank <= count; rank++) {
    const pay = (rank / count) ** power;
    all += pay;
    if (rank > below && rank <= below + equal) own += pay;
  }
  return (count * own) / (equal * all);
}
