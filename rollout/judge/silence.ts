import { SPEAKING_REQUESTS } from './edges.ts';
import type { Evidence } from './evidence.ts';
import type { MetricObservation } from './input.ts';
import type { JudgedMinute } from './minute.ts';
import type { MetricSettings } from './settings.ts';
import type { Timeline } from './timeline.ts';

/** What the newest minutes say about the traffic itself. */
export type Hearing = {
  /** Requests a minute, both slots together, that are usual for this metric; 0 when unknown. */
  readonly expectedPerMinute: number;
  /** The newest minutes in a row in which the canary had no requests but should have had. */
  readonly silentMinutes: number;
  /** The canary had requests in the newest minute with data. */
  readonly hearsCanary: boolean;
  /** Neither slot has had requests lately, or nobody knows, though there are usually enough. */
  readonly trafficVanished: boolean;
};

export function silence(
  { minutes, newestMinute }: Evidence,
  observation: MetricObservation,
  { warmUpMinutes }: MetricSettings,
  weights: Timeline,
  requestsPerMinute: number | undefined,
): Hearing {
  const expectedPerMinute = usual(minutes, observation, requestsPerMinute);
  const settled = minutes.filter(({ minute }) => !weights.isWarmUp(minute, warmUpMinutes));
  const newest = settled.filter(({ minute }) => minute > newestMinute - LATE_MINUTES);
  const hasHadTime = newestMinute - LATE_MINUTES >= weights.startMinute;

  const isSilent = ({ minute, stable, canary }: JudgedMinute): boolean => {
    if (canary.total > 0) return false;
    const share = weights.percentAt(minute) / 100;
    const expected =
      share < 1 ? (stable.total * share) / (1 - share) : Math.max(stable.total, expectedPerMinute);
    return expected >= SPEAKING_REQUESTS;
  };
  const lastHeard = settled.findLastIndex((minute) => !isSilent(minute));

  return {
    expectedPerMinute,
    silentMinutes: newest.length === 0 ? 0 : settled.length - 1 - lastHeard,
    hearsCanary: (newest.at(-1)?.canary.total ?? 0) > 0,
    trafficVanished:
      hasHadTime &&
      expectedPerMinute >= SPEAKING_REQUESTS &&
      newest.every((minute) => minute.stable.total + minute.canary.total === 0 && !isSilent(minute)),
  };
}

/** A source may be later than it says; only this many minutes without data are a silence of the source itself. */
const LATE_MINUTES = 3;

function usual(
  minutes: readonly JudgedMinute[],
  { baseline }: MetricObservation,
  requestsPerMinute: number | undefined,
): number {
  if (requestsPerMinute !== undefined) return requestsPerMinute;
  if (baseline !== undefined) return baseline.total / 60;
  if (minutes.length === 0) return 0;
  return minutes.reduce((all, { stable, canary }) => all + stable.total + canary.total, 0) / minutes.length;
}
