import { useOf } from './edges.ts';
import type { Counts, MetricObservation } from './input.ts';
import { isEvidence, type JudgedMinute, type Slots } from './minute.ts';
import { referenceRate } from './reference-rate.ts';
import type { MetricSettings } from './settings.ts';
import type { Timeline } from './timeline.ts';

export type Evidence = {
  /** In order, from the canary's first minute to the newest that is complete; minutes without data are left out. */
  readonly minutes: readonly JudgedMinute[];
  /** The newest minute that is complete, with or without data. */
  readonly newestMinute: number;
  /** Sums over the minutes in use. */
  readonly counts: Slots;
  readonly referenceRate: number | null;
  /** Minutes that reported more bad events than events: cut to the total. */
  readonly clampedMinutes: number;
};

/** Sorts a metric's minutes into evidence and the rest, by the table in `edges.ts`. */
export function evidenceOf(
  observation: MetricObservation,
  settings: MetricSettings,
  weights: Timeline,
  nowMinute: number,
): Evidence {
  const newestMinute = Math.floor(nowMinute - settings.lagMinutes) - 1;
  const minutes: JudgedMinute[] = [];
  let clampedMinutes = 0;
  for (const bucket of observation.buckets.toSorted((a, b) => a.minute - b.minute)) {
    const { minute } = bucket;
    if (minute < weights.startMinute || minute > newestMinute) continue;
    const stable = plausible(bucket.stable);
    const canary = plausible(bucket.canary);
    // Nobody heard of the canary, and no stable traffic says that there was something to hear: no data.
    if (bucket.canary === null && stable.total === 0) continue;
    if (isImpossible(bucket.stable) || isImpossible(bucket.canary)) clampedMinutes++;
    const use = useOf({
      stable,
      canary,
      weightPercent: weights.percentAt(minute),
      isWarmUp: weights.isWarmUp(minute, settings.warmUpMinutes),
      direction: settings.direction,
    });
    minutes.push({ minute, stable, canary, use });
  }
  if (settings.limit !== null) return againstLimit(minutes, settings.limit, { newestMinute, clampedMinutes });
  const used = minutes.filter(isEvidence);
  return {
    minutes,
    newestMinute,
    counts: { stable: sum(used.map(({ stable }) => stable)), canary: sum(used.map(({ canary }) => canary)) },
    referenceRate: rateToCompareWith(observation, minutes, settings),
    clampedMinutes,
  };
}

/** Each minute stands for itself then, with or without stable; a warm-up has nothing to vouch for. */
function againstLimit(
  minutes: readonly JudgedMinute[],
  limit: number,
  seen: Pick<Evidence, 'newestMinute' | 'clampedMinutes'>,
): Evidence {
  const judged = minutes.map((minute): JudgedMinute => {
    const isUsed = minute.use !== 'witness' && minute.canary.total > 0;
    return { ...minute, use: isUsed ? 'reference' : 'none' };
  });
  const used = judged.filter(isEvidence);
  const counts = {
    stable: sum(used.map(({ stable }) => stable)),
    canary: sum(used.map(({ canary }) => canary)),
  };
  return { ...seen, minutes: judged, counts, referenceRate: limit };
}

/** The recorded hour if there is one, else what stable did beside the canary before it had all the traffic. */
function rateToCompareWith(
  { baseline }: MetricObservation,
  minutes: readonly JudgedMinute[],
  { direction }: MetricSettings,
): number | null {
  const recorded = baseline === undefined ? null : referenceRate(plausible(baseline), direction);
  if (recorded !== null) return recorded;
  const beside = minutes.filter(({ use }) => use === 'paired').map(({ stable }) => stable);
  return referenceRate(sum(beside), direction);
}

const isImpossible = (counts: Counts | null): boolean =>
  counts !== null &&
  !(counts.bad >= 0 && counts.total >= counts.bad && counts.total < Number.POSITIVE_INFINITY);

/** Clocks that disagree make more bad requests than requests; whatever is not a count is no request. */
function plausible(counts: Counts | null): Counts {
  if (counts === null) return NONE;
  const total = Number.isFinite(counts.total) ? Math.max(0, counts.total) : 0;
  return { total, bad: Number.isNaN(counts.bad) ? 0 : Math.min(Math.max(0, counts.bad), total) };
}

const NONE: Counts = { total: 0, bad: 0 };

const sum = (all: readonly Counts[]): Counts => ({
  total: all.reduce((total, counts) => total + counts.total, 0),
  bad: all.reduce((bad, counts) => bad + counts.bad, 0),
});
