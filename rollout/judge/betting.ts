import { lnMean } from './log-space.ts';
import type { JudgedMinute, Slots } from './minute.ts';

/**
 * ln of the capital of a bettor against "the canary is at most `nullRatio` times as bad as stable" (Waudby-Smith and Ramdas,
 * betting): one observation per block, y = the canary's part of the bad events, at most its part q0 of the traffic
 * in the mean, however clustered the events. So it needs no dispersion, but blocks as long as an assignment lives (the TTL of a
 * DNS record). Blocks do not reach across a change of the shares; a block without events is no observation.
 */
export function betting(minutes: readonly JudgedMinute[], nullRatio: number, blockMinutes: number): number {
  const capital = noBets();
  for (const block of blocksOf(minutes, blockMinutes)) bet(capital, block, nullRatio);
  return lnMean(capital);
}

/** ln of the capital for each stake, before the first bet; its `lnMean` is that of all. */
export const noBets = (): Float64Array => new Float64Array(STAKES.length);

/** Adds what a block of both slots' requests brings; one without events brings nothing. */
export function bet(capital: Float64Array, slots: Slots, nullRatio: number): void {
  STAKES.forEach((stake, i) => {
    capital[i] = (capital[i] ?? 0) + lnBet(slots, nullRatio, stake);
  });
}

/** ln of what one bet multiplies the capital by: 1 + stake/q0 (y - q0). */
export function lnBet({ stable, canary }: Slots, nullRatio: number, stake: number): number {
  const events = stable.bad + canary.bad;
  if (events === 0) return 0;
  const fair = (nullRatio * canary.total) / (nullRatio * canary.total + stable.total);
  return Math.log1p((stake / fair) * (canary.bad / events - fair));
}

/** Of what may be staked at most: the worst case y = 0 then still leaves 1 - stake. */
const STAKES: readonly number[] = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];

function blocksOf(minutes: readonly JudgedMinute[], blockMinutes: number): readonly Slots[] {
  const blocks: Slots[] = [];
  let open: { readonly until: number; slots: Slots } | null = null;
  for (const minute of minutes) {
    if (minute.use !== 'paired') {
      open = null;
      continue;
    }
    if (open === null || minute.minute >= open.until) {
      open = { until: minute.minute + blockMinutes, slots: minute };
      blocks.push(minute);
      continue;
    }
    open.slots = sum(open.slots, minute);
    blocks[blocks.length - 1] = open.slots;
  }
  return blocks;
}

const sum = (a: Slots, b: Slots): Slots => ({
  stable: { total: a.stable.total + b.stable.total, bad: a.stable.bad + b.stable.bad },
  canary: { total: a.canary.total + b.canary.total, bad: a.canary.bad + b.canary.bad },
});
