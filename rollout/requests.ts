import type { MetricReading, Slot } from './ports.ts';

/**
 * The requests that reached `slot`, by the metric that saw most of them; `null` if nothing is known. A quiet version
 * publishes nothing, so no data means no requests if, and only if, the same metric saw requests in the `busy` slot.
 */
export function requestsIn(readings: readonly MetricReading[], slot: Slot, busy: Slot): number | null {
  const known = readings.filter(
    (reading) => reading.status === 'ok' && (totalIn(reading, slot) > 0 || totalIn(reading, busy) > 0),
  );
  return known.length === 0 ? null : Math.max(...known.map((reading) => totalIn(reading, slot)));
}

const totalIn = ({ slots }: MetricReading, slot: Slot): number =>
  (slots[slot] ?? []).reduce((sum, { counts }) => sum + (counts?.total ?? 0), 0);
