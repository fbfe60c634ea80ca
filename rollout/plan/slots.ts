import type { Slot, TrafficReading } from '../ports.ts';
import { formatPercent } from '../units.ts';
import type { Refusal } from './refusals.ts';

/**
 * Which slot is stable: the one with all traffic. Live weights say it, not memory. Anything in between belongs to
 * somebody who is in the middle of a change.
 */
export function stableSlot(
  weights: TrafficReading['weights'],
): { readonly ok: true; readonly stable: Slot } | { readonly ok: false; readonly refusal: Refusal } {
  const live = Object.entries(weights).filter(([, percent]) => percent > 0);
  const [first] = live;
  if (first === undefined) {
    return refuse(
      'no-traffic',
      'All weights are 0: nothing says which slot is stable. Give one slot all the traffic.',
    );
  }
  if (live.length > 1) {
    const shares = live.map(([slot, percent]) => `${slot} ${formatPercent(percent)}`).join(', ');
    return refuse(
      'mixed-weights',
      `The weights are ${shares}: someone else is in the middle of a change. Give one slot all the traffic first.`,
    );
  }
  return { ok: true, stable: first[0] };
}

const refuse = (code: Refusal['code'], sentence: string) =>
  ({ ok: false, refusal: { code, sentence } }) as const;
