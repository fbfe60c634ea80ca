import type { MetricReading, Slot } from './ports.ts';

/** The most requests that any metric saw in the slot, in total; `null` if no metric could be read. No data in a readable metric is no request. */
export function requestsIn(readings: readonly MetricReading[], slot: Slot): number | null {
  const readable = readings.filter(({ status }) => status === 'ok' || status === 'missing');
  if (readable.length === 0) return null;
  const totals = readable.map(({ slots }) =>
    (slots[slot] ?? []).reduce((sum, { counts }) => sum + (counts?.total ?? 0), 0),
  );
  return Math.max(...totals);
}
