import type { Slot, TrafficReading } from '../rollout/ports.ts';
import { Drift, Marked } from './_errors.ts';

/**
 * Live weights are the truth. If they are none of those this rollout wrote, someone else did: stop, and do not fight (`Drift`).
 * If they are back on stable altogether, that is what an alarm or an abort does in the instant before its mark is
 * written, or a person by hand: go back too (`Marked`). `expectedPercents` has more than one entry where a repeated
 * call may already have written the next weight.
 */
export function refuseDrift(
  reading: Pick<TrafficReading, 'weights'>,
  canary: Slot,
  expectedPercents: readonly number[],
): void {
  const livePercent = reading.weights[canary] ?? 0;
  if (expectedPercents.some((percent) => Math.abs(percent - livePercent) < roundingPercent)) return;
  if (livePercent < roundingPercent)
    throw new Marked('All traffic was returned to stable from outside this rollout.');
  throw new Drift(
    `The canary has ${round(livePercent)}% of the traffic, but this rollout gave it ${expectedPercents.map(round)[0]}%: someone else moved the weights. They are left as they are.`,
  );
}

/** Routers keep weights as small integers or as floats; half of the smallest step tells a rounding from a change. */
const roundingPercent = 0.25;

const round = (percent: number): number => Math.round(percent * 100) / 100;
