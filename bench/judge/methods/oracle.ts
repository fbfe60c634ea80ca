import type { Harm } from '../simulate.ts';
import type { Detector } from './method.ts';

/**
 * Wald's SPRT of the canary alone, by one who knows the good version's rate, the harm, and the minute from which to look:
 * the quickest of all tests with this chance of a false alarm, and nobody can have it.
 */
export function oracle(baseRate: number, { relativeRisk, onsetMinute }: Harm, falseRate: number): Detector {
  const harmed = Math.min(1 - 1e-12, baseRate * relativeRisk);
  const perBad = Math.log(harmed / baseRate);
  const perGood = Math.log((1 - harmed) / (1 - baseRate));
  let evidence = 0;
  return ({ minute, canary }) => {
    if (minute < onsetMinute) return 'continue';
    const bad = canary.bad[0] ?? 0;
    evidence += bad * perBad + (canary.total - bad) * perGood;
    return evidence >= -Math.log(falseRate) ? 'fail' : 'continue';
  };
}
