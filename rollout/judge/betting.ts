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

/** ln of the capital for each fraction that is staked, before the first bet; its `lnMean` is that of all. */
export const noBets = (): Float64Array => new Float64Array(FRACTIONS.length);

/** Adds what a block of both slots' requests brings; one without events brings nothing. */
export function bet(capital: Float64Array, { stable, canary }: Slots, nullRatio: number): void {
  if (stable.bad + canary.bad === 0) return;
  const fair = (nullRatio * canary.total) / (nullRatio * canary.total + stable.total);
  const observed = canary.bad / (canary.bad + stable.bad);
  FRACTIONS.forEach((fraction, i) => {
    capital[i] = (capital[i] ?? 0) + Math.log1p((fraction / fair) * (observed - fair));
  });
}

/** Of what may be staked at most: the worst case y = 0 then still leaves 1 - f. */
const FRACTIONS = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9] as const;

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
