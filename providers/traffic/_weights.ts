import type { Slot, Split } from '../../rollout/ports.ts';
import { Refused } from '../errors.ts';

/** Integer weights for a split, in units of `stepPercent`. Rejects what the service cannot express rather than rounding it. */
export function integerWeights(split: Split, stepPercent: number): { stable: number; canary: number } {
  const total = Math.round(100 / stepPercent);
  const exact = (split.canaryPercent / 100) * total;
  const canary = Math.round(exact);
  if (canary < 0 || canary > total || Math.abs(canary - exact) > 1e-6) {
    throw new Refused(
      `${split.canaryPercent}% is no weight here; use a multiple of ${stepPercent}% from 0 to 100.`,
    );
  }
  return { stable: total - canary, canary };
}

/** Live weights in percent. All zero means equal shares: so Route 53 does it, and a reading must say what happens. */
export function shares(weights: Readonly<Record<Slot, number>>): Record<Slot, number> {
  const entries = Object.entries(weights);
  const sum = entries.reduce((total, [, weight]) => total + weight, 0);
  return Object.fromEntries(
    entries.map(([slot, weight]) => [slot, sum === 0 ? 100 / entries.length : (weight / sum) * 100]),
  );
}

/** Is this split in force? Floating point and integer weights with another total leave a little dust. */
export function inForce(weights: Readonly<Record<Slot, number>>, split: Split): boolean {
  const near = (slot: Slot, percent: number) => Math.abs((weights[slot] ?? 0) - percent) < 1e-6;
  return near(split.canary, split.canaryPercent) && near(split.stable, 100 - split.canaryPercent);
}
