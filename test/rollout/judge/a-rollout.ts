import type {
  Bucket,
  Counts,
  JudgeInput,
  MetricObservation,
  MetricPlan,
} from '../../../rollout/judge/index.ts';

/** The minute in which the canary got its first weight. */
export const START = 29_400_000;

export const errors: MetricPlan = { name: 'errors', direction: 'lower-is-better', unit: 'request' };

/** 6,000 requests a minute, 0.1% errors in both slots, 5% for the canary, 20 of 30 minutes baked. */
export function rollout(change: Partial<JudgeInput> = {}): JudgeInput {
  return {
    plan: { falseRollbackRate: 0.01, advanceEarly: false, metrics: [errors] },
    step: { number: 1, weightPercent: 5, enteredMinute: START, bakeMinutes: 30 },
    weights: [{ minute: START, percent: 5 }],
    nowMinute: START + 20,
    observations: [observed(minutes(18, [5700, 6], [300, 0]))],
    ...change,
  };
}

export type Pair = readonly [total: number, bad: number];

/** `count` minutes from `from` minutes after the start. */
export const minutes = (
  count: number,
  stable: Pair | null,
  canary: Pair | null,
  from = 0,
): readonly Bucket[] =>
  Array.from({ length: count }, (_, i) => ({
    minute: START + from + i,
    stable: stable && counts(stable),
    canary: canary && counts(canary),
  }));

export const observed = (
  buckets: readonly Bucket[],
  change: Partial<MetricObservation> = {},
): MetricObservation => ({ name: 'errors', status: 'ok', buckets, ...change });

export const counts = ([total, bad]: Pair): Counts => ({ total, bad });
