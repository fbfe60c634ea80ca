import type { Detector, Minute } from './method.ts';
import { slidingRate } from './window.ts';

export type ArgoOptions = {
  /** A measurement is good if the success rate is at least this. */
  readonly successRate: number;
  readonly windowMinutes: number;
  readonly intervalMinutes: number;
  /** Measurements after which the run ends well; it begins again with each step. Infinite: a run in the background. */
  readonly count: number;
  readonly failureLimit: number;
  /** The query wraps its result in a default, so that an empty window is a good one. */
  readonly emptyIsGood: boolean;
};

/**
 * An AnalysisRun of Argo Rollouts: failed when more measurements failed than `failureLimit`, in any order. A query
 * without a result is an error; errors are repeated after 10 seconds, before new data can arrive, and the fifth in a row
 * fails the run.
 */
export function argoRollouts(metrics: number, options: ArgoOptions): Detector {
  const rates = Array.from({ length: metrics }, (_, metric) => slidingRate(options.windowMinutes, metric));
  const failures = new Float64Array(metrics);
  let measurements = 0;
  let sinceMeasured = 0;

  return (minute: Minute) => {
    if (options.count < Number.POSITIVE_INFINITY && minute.stepMinute === 0) {
      measurements = 0;
      sinceMeasured = 0;
      failures.fill(0);
    }
    for (const rate of rates) rate.add(minute.canary);
    sinceMeasured++;
    if (measurements >= options.count || sinceMeasured < options.intervalMinutes) return 'continue';
    sinceMeasured = 0;
    measurements++;
    for (let metric = 0; metric < metrics; metric++) {
      const rate = rates[metric]?.rate() ?? Number.NaN;
      if (Number.isNaN(rate)) {
        if (!options.emptyIsGood) return 'fail';
        continue;
      }
      if (rate > 1 - options.successRate) failures[metric] = (failures[metric] ?? 0) + 1;
      if ((failures[metric] ?? 0) > options.failureLimit) return 'fail';
    }
    return 'continue';
  };
}
