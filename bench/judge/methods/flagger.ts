import type { Detector } from './method.ts';

export type FlaggerOptions = {
  /** A check fails if a larger share of the minute's requests is bad: 1% for `request-success-rate` with min 99. */
  readonly mostBad: number;
  /** Failed checks until the rollback. */
  readonly threshold: number;
  readonly emptyIsGood: boolean;
};

/**
 * Flagger: one check a minute, of one metric after the other until one fails; failed checks add up over the whole rollout and
 * are never forgiven; the rollback comes at the tick after the one that reached the threshold. No data is a failed check.
 */
export function flagger(metrics: number, { mostBad, threshold, emptyIsGood }: FlaggerOptions): Detector {
  let failedChecks = 0;
  return ({ canary }) => {
    if (failedChecks >= threshold) return 'fail';
    for (let metric = 0; metric < metrics; metric++) {
      const isGood = canary.total === 0 ? emptyIsGood : (canary.bad[metric] ?? 0) <= mostBad * canary.total;
      if (isGood) continue;
      failedChecks++;
      break;
    }
    return 'continue';
  };
}
