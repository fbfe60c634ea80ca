import type { Bucket, MetricObservation } from './judge/index.ts';
import type { Counts, MetricReading, MinuteCounts, Slot } from './ports.ts';

/**
 * What the judge sees of the metric sources' readings: pairs of minutes from `firstMinute` on, and before it stable's
 * past as one sum, which is what a canary with all the traffic is compared with.
 */
export function observe(
  readings: readonly MetricReading[],
  slots: { readonly stable: Slot; readonly canary: Slot },
  firstMinute: number,
): readonly MetricObservation[] {
  return readings.map((reading) => {
    const stable = reading.slots[slots.stable] ?? [];
    const canary = new Map((reading.slots[slots.canary] ?? []).map(({ minute, counts }) => [minute, counts]));
    const buckets: Bucket[] = stable
      .filter(({ minute }) => minute >= firstMinute)
      .map(({ minute, counts }) => ({ minute, stable: counts, canary: canary.get(minute) ?? null }));
    const past = sum(stable.filter(({ minute }) => minute < firstMinute));
    return {
      name: reading.name,
      status: reading.status,
      buckets,
      ...(reading.detail === undefined ? {} : { detail: reading.detail }),
      ...(past.total > 0 ? { baseline: past } : {}),
    };
  });
}

/** What both slots served a minute lately, by metric; left out where nothing is known. */
export function servedPerMinute(
  observations: readonly MetricObservation[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    observations.flatMap(({ name, buckets }) => {
      const lately = buckets.filter(({ stable, canary }) => stable !== null && canary !== null).slice(-10);
      const served = sum(
        lately.flatMap(({ minute, stable, canary }) => [
          { minute, counts: stable },
          { minute, counts: canary },
        ]),
      );
      return lately.length === 0 ? [] : [[name, served.total / lately.length]];
    }),
  );
}

function sum(minutes: readonly MinuteCounts[]): Counts {
  return minutes.reduce(
    (all, { counts }) => ({ total: all.total + (counts?.total ?? 0), bad: all.bad + (counts?.bad ?? 0) }),
    { total: 0, bad: 0 },
  );
}
