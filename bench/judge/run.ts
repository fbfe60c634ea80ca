import type { Schedule } from './schedule.ts';

/** One simulated rollout: counts per minute (and metric: index `metric * minutes + minute`). */
export type Run = {
  readonly schedule: Schedule;
  readonly minutes: number;
  readonly metrics: number;
  readonly stable: Counted;
  readonly canary: Counted;
  /** Equally large parts of canary and stable. */
  readonly sample: Counted;
  readonly control: Counted;
  /** Expected bad requests in the minute that a good version would not have had. */
  readonly excess: Float64Array;
  /** Excess as a rate of the canary's requests: on average over the judged minutes so far (the first of a step is not), and in the best minute so far. */
  readonly meanExcess: Float64Array;
  readonly leastExcess: Float64Array;
  /** Stable's hour before the rollout. */
  readonly before: { total: number; readonly bad: Float64Array };
};

export type Counted = { readonly total: Float64Array; readonly bad: Float64Array };

export function emptyRun(schedule: Schedule, metrics: number): Run {
  const { minutes } = schedule;
  const counted = (): Counted => ({
    total: new Float64Array(minutes),
    bad: new Float64Array(minutes * metrics),
  });
  return {
    schedule,
    minutes,
    metrics,
    stable: counted(),
    canary: counted(),
    sample: counted(),
    control: counted(),
    excess: new Float64Array(minutes),
    meanExcess: new Float64Array(minutes),
    leastExcess: new Float64Array(minutes),
    before: { total: 0, bad: new Float64Array(metrics) },
  };
}
