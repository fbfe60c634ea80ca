import type { Detector } from './method.ts';

export type AlarmOptions = {
  readonly statistic: 'sum' | 'rate';
  /** Breaching: a sum of at least this, or a rate above it. */
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
};

/**
 * A CloudWatch alarm on the canary, one datapoint a minute, as CodeDeploy and ECS watch it: ALARM when at least M of the newest N
 * datapoints breach. A minute without requests has no datapoint; with `treatMissingData: missing` the newest that exist are
 * looked at.
 */
export function cloudWatchAlarm(metrics: number, options: AlarmOptions): Detector {
  const { statistic, threshold, datapointsToAlarm, evaluationPeriods } = options;
  const breaching = Array.from({ length: metrics }, () => new Uint8Array(evaluationPeriods));
  let datapoints = 0;
  return ({ canary }) => {
    if (canary.total === 0) return 'continue';
    const at = datapoints++ % evaluationPeriods;
    for (let metric = 0; metric < metrics; metric++) {
      const ring = breaching[metric] ?? new Uint8Array(evaluationPeriods);
      const bad = canary.bad[metric] ?? 0;
      ring[at] = (statistic === 'sum' ? bad >= threshold : bad > threshold * canary.total) ? 1 : 0;
      let count = 0;
      for (let i = 0; i < evaluationPeriods; i++) count += ring[i] ?? 0;
      if (count >= datapointsToAlarm) return 'fail';
    }
    return 'continue';
  };
}
