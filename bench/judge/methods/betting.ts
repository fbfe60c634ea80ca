import { bet, noBets } from '../../../rollout/judge/betting.ts';
import { lnMean } from '../../../rollout/judge/log-space.ts';
import type { Detector } from './method.ts';

/**
 * The test of `rollout/judge/betting.ts`, a block a minute, as it would judge clients: any dispersion, 25% tolerance, the first
 * minute of a step left out; fails when the mean capital over metrics reaches 1/alpha. Updated instead of recomputed.
 */
export function bettingEveryMinute(metrics: number, alpha: number): Detector {
  const capitals = Array.from({ length: metrics }, noBets);
  return ({ stepMinute, stable, canary }) => {
    if (stepMinute > 0 && stable.total > 0 && canary.total > 0) {
      capitals.forEach((capital, metric) => {
        const slots = {
          stable: { total: stable.total, bad: stable.bad[metric] ?? 0 },
          canary: { total: canary.total, bad: canary.bad[metric] ?? 0 },
        };
        bet(capital, slots, NULL_RATIO);
      });
    }
    return lnMean(capitals.map(lnMean)) >= -Math.log(alpha) ? 'fail' : 'continue';
  };
}

const NULL_RATIO = 1.25;
