import { BadInput } from './_errors.ts';
import type { Shift } from './_shapes.ts';

/** The machine's own time limit, 100 days. */
const longestMinutes = 144_000;

/** The minute of a rollout's first shift. Metrics are read for every minute since: there must not be billions of them. */
export function firstMinuteOf({ atMillis }: Shift, nowMillis: number): number {
  const minute = Math.floor(atMillis / 60_000);
  if (nowMillis / 60_000 - minute <= longestMinutes) return minute;
  throw new BadInput('The first shift is longer ago than any rollout lives.');
}
