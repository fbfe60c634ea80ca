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
  /** The newest minutes in a row, at the present weight, in which the canary had no requests but should have had. */
  readonly silentMinutes: number;
  readonly hearsCanary: boolean;
  /** In the newest minute neither slot had requests, or nobody knows, though there is usually enough. */
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
  const byMinute = new Map(minutes.slice(-LOOK_BACK).map((judged) => [judged.minute, judged]));
  const isSettled = (minute: number) =>
    minute >= weights.startMinute && !weights.isWarmUp(minute, warmUpMinutes);

  let silentMinutes = 0;
  for (let minute = newestMinute; isSettled(minute) && silentMinutes < LOOK_BACK; minute--) {
    const judged = byMinute.get(minute);
    if (judged === undefined || judged.canary.total > 0) break;
    const share = weights.percentAt(minute) / 100;
    const fromStable = share < 1 ? (judged.stable.total * share) / (1 - share) : judged.stable.total;
    const expected = share < 1 ? fromStable : Math.max(fromStable, expectedPerMinute);
    if (expected < SPEAKING_REQUESTS) break;
    silentMinutes++;
  }

  const newest = byMinute.get(newestMinute);
  const total = (newest?.stable.total ?? 0) + (newest?.canary.total ?? 0);
  return {
    expectedPerMinute,
    silentMinutes,
    hearsCanary: (newest?.canary.total ?? 0) > 0,
    trafficVanished:
      isSettled(newestMinute) && silentMinutes === 0 && total === 0 && expectedPerMinute >= SPEAKING_REQUESTS,
  };
}

/** More silence than this changes nothing. */
const LOOK_BACK = 60;

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
