import type { Slot } from './method.ts';

/** The share of bad requests of a metric over the newest minutes; not a number without requests. */
export function slidingRate(minutes: number, metric: number) {
  const totals = new Float64Array(minutes);
  const bads = new Float64Array(minutes);
  let next = 0;
  return {
    add(slot: Slot): void {
      totals[next] = slot.total;
      bads[next] = slot.bad[metric] ?? 0;
      next = (next + 1) % minutes;
    },
    rate(): number {
      let total = 0;
      let bad = 0;
      for (let i = 0; i < minutes; i++) {
        total += totals[i] ?? 0;
        bad += bads[i] ?? 0;
      }
      return total === 0 ? Number.NaN : bad / total;
    },
  };
}
