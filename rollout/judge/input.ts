import type { JudgePlan } from './plan.ts';

/** Events of one slot. `bad` counts what the metric counts: bad requests, or good ones if higher is better. */
export type Counts = { readonly total: number; readonly bad: number };

/** One minute of both slots; `null`, or a minute left out: the source had no data. */
export type Bucket = {
  /** Minutes since 1970 in UTC; the bucket covers [minute, minute + 1). At most one bucket a minute. */
  readonly minute: number;
  readonly stable: Counts | null;
  readonly canary: Counts | null;
};

/** Whether a metric could be read at this tick; all but `ok` hold the rollout and never fail it. */
export type ObservationStatus = 'ok' | 'missing' | 'throttled' | 'denied' | 'failed';

export type MetricObservation = {
  readonly name: string;
  readonly status: ObservationStatus;
  /** What the source answered, for people. */
  readonly detail?: string;
  readonly buckets: readonly Bucket[];
  /** The stable slot's recorded hour before the rollout: what 100% canary is compared with. */
  readonly baseline?: Counts;
};

/** From `minute` on (a fraction says when within it) the canary was to get `percent` of the traffic. */
export type WeightChange = { readonly minute: number; readonly percent: number };

export type StepPosition = {
  readonly number: number;
  readonly weightPercent: number;
  readonly enteredMinute: number;
  /** No `pass` before this many minutes in the step. @default 3 */
  readonly minMinutes?: number;
  readonly bakeMinutes: number;
};

/** All that a verdict depends on. The judge remembers nothing: the same input gives the same verdict. */
export type JudgeInput = {
  readonly plan: JudgePlan;
  readonly step: StepPosition;
  /** Every change of the canary's weight in this rollout, the first one included. */
  readonly weights: readonly WeightChange[];
  readonly nowMinute: number;
  readonly observations: readonly MetricObservation[];
  /** What the service usually serves, both slots together; else worked out from stable and the baselines. */
  readonly requestsPerMinute?: number;
};
