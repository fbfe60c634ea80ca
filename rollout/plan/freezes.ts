import type { SpecFreeze } from '../spec/spec.ts';
import type { FreezeWindow } from './plan.ts';

/** Enough for years of weekends; keeps a plan small enough to travel (a state's data may have 256 KiB). */
const mostWindows = 200;

/** The windows that a rollout between two instants can meet, in order. Weekly ones become one window a time. */
export function freezesBetween(
  freezes: readonly SpecFreeze[],
  fromMillis: number,
  toMillis: number,
): readonly FreezeWindow[] {
  return freezes
    .flatMap((freeze) => windowsOf(freeze, fromMillis, toMillis))
    .filter((window) => window.toMillis > fromMillis && window.fromMillis < toMillis)
    .toSorted((a, b) => a.fromMillis - b.fromMillis || a.toMillis - b.toMillis)
    .slice(0, mostWindows);
}

function windowsOf(freeze: SpecFreeze, fromMillis: number, toMillis: number): readonly FreezeWindow[] {
  const { name } = freeze;
  if (freeze.kind === 'once') return [{ name, fromMillis: freeze.fromMillis, toMillis: freeze.toMillis }];

  const { days, fromMinute, toMinute, timezone } = freeze;
  const windows: FreezeWindow[] = [];
  const nights = toMinute <= fromMinute ? 1 : 0;
  // Days are counted in UTC, which never skips one; two days of margin cover every zone and yesterday's window.
  const lastDay = Math.ceil(toMillis / dayMillis) + 2;
  for (let day = Math.floor(fromMillis / dayMillis) - 2; day <= lastDay; day++) {
    // 1970-01-01 was a Thursday.
    if (!days.includes((((day + 4) % 7) + 7) % 7)) continue;
    windows.push({
      name,
      fromMillis: earliest(day * dayMillis + fromMinute * minuteMillis, timezone),
      toMillis: latest((day + nights) * dayMillis + toMinute * minuteMillis, timezone),
    });
  }
  return windows;
}

const dayMillis = 86_400_000;
const minuteMillis = 60_000;

/**
 * A wall-clock time (written as if it were UTC) as instants. In the hour that a clock repeats in autumn there are
 * two; for a time skipped in spring both readings lie around the gap. A window takes the wider choice.
 */
const earliest = (wallMillis: number, timezone: string) => Math.min(...instants(wallMillis, timezone));
const latest = (wallMillis: number, timezone: string) => Math.max(...instants(wallMillis, timezone));

function instants(wallMillis: number, timezone: string): readonly number[] {
  const read = [-dayMillis, dayMillis].map((aside) => wallMillis - offsetAt(wallMillis + aside, timezone));
  const right = read.filter((instant) => instant + offsetAt(instant, timezone) === wallMillis);
  return right.length > 0 ? right : read;
}

/** How far local clocks are ahead of UTC at an instant. */
function offsetAt(millis: number, timezone: string): number {
  const parts = new Map(
    clock(timezone)
      .formatToParts(millis)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(millis / 1000) * 1000;
}

const clock = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
