import type { Plan } from '../rollout/plan/plan.ts';
import type { Deployed, Slot } from '../rollout/ports.ts';

export type Outcome = 'promoted' | 'rolled back';

/**
 * The slot that lost its traffic, and the one that has it: after a promotion the old version leaves, after a rollback the canary.
 * `null` where deploying would have made the canary's slot but never did.
 */
export function slotsAfter(
  outcome: Outcome,
  plan: Plan,
  canary: Deployed | null,
): { readonly leaving: Slot; readonly staying: Slot } | null {
  const { stable } = plan.slots;
  const canarySlot = canary?.slot ?? plan.slots.canary;
  if (canarySlot === null) return null;
  return outcome === 'promoted'
    ? { leaving: stable, staying: canarySlot }
    : { leaving: canarySlot, staying: stable };
}
