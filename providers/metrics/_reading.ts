import type { MetricReading, MinuteCounts, Slot } from '../../rollout/ports.ts';
import type { Query, Series, Window } from './_metric-data.ts';

type SlotQueries = { readonly slot: Slot; readonly total: Query; readonly bad: Query };

/** Puts the two series of each slot together, minute by minute. The worst status among the series is that of the reading. */
export function readingOf(
  name: string,
  bySlot: readonly SlotQueries[],
  series: ReadonlyMap<Query, Series>,
  window: Window,
): MetricReading {
  const slots = Object.fromEntries(
    bySlot.map(({ slot, total, bad }) => [slot, minutes(series.get(total), series.get(bad), window)]),
  );
  const all = bySlot.flatMap(({ total, bad }) => [series.get(total), series.get(bad)]);
  for (const status of ['denied', 'throttled', 'failed'] as const) {
    const worst = all.find((one) => one?.status === status);
    if (worst) return { name, status, detail: worst.detail ?? status, slots };
  }
  const empty = Object.values(slots).every((counted) => counted.every(({ counts }) => counts === null));
  if (!empty) return { name, status: 'ok', slots };
  return { name, status: 'missing', detail: `No data for ${describe(bySlot)}.`, slots };
}

/**
 * No total: no data, which is not zero. A total without a bad count: zero, since many services publish an error metric only
 * when there are errors. More bad events than events happens where the two are published apart; it means all of them.
 */
function minutes(
  total: Series | undefined,
  bad: Series | undefined,
  window: Window,
): readonly MinuteCounts[] {
  const counted: MinuteCounts[] = [];
  for (let minute = window.fromMinute; minute < window.toMinute; minute += 1) {
    const all = total?.values.get(minute);
    const some = bad?.values.get(minute) ?? (bad?.status === 'ok' ? 0 : undefined);
    const known = all !== undefined && some !== undefined;
    counted.push({ minute, counts: known ? { total: all, bad: Math.min(some, all) } : null });
  }
  return counted;
}

const describe = (bySlot: readonly SlotQueries[]): string =>
  bySlot
    .map(({ total: { Metric } }) => {
      const dimensions = (Metric?.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).join(', ');
      return `${Metric?.Namespace} ${Metric?.MetricName} {${dimensions}}`;
    })
    .join(' or ');
