import type { WeightChange } from './input.ts';

/** The weights of a rollout over time, as the judge asks for them. */
export type Timeline = {
  /** The canary's first minute; infinite if it never got a weight. */
  readonly startMinute: number;
  /** The wanted weight at the end of the minute. */
  readonly percentAt: (minute: number) => number;
  /** Does the minute overlap the first `warmUpMinutes` after a change? It mixes two weights, or meets cold starts. */
  readonly isWarmUp: (minute: number, warmUpMinutes: number) => boolean;
};

export function timeline(weights: readonly WeightChange[]): Timeline {
  const changes = weights.toSorted((a, b) => a.minute - b.minute);
  const first = changes.find(({ percent }) => percent > 0);
  return {
    startMinute: first === undefined ? Number.POSITIVE_INFINITY : Math.floor(first.minute),
    percentAt: (minute) => changes.findLast((change) => change.minute < minute + 1)?.percent ?? 0,
    isWarmUp: (minute, warmUpMinutes) =>
      changes.some((change) => change.minute < minute + 1 && minute < change.minute + warmUpMinutes),
  };
}
