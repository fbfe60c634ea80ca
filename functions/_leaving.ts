import type { Plan } from '../rollout/plan/plan.ts';
import type { Deployed, Slot } from '../rollout/ports.ts';

/** The slot that lost its traffic: the old version after a promotion, the canary after a rollback; `null` if it was never made. */
export function leavingSlot(
  plan: Plan,
  canary: Deployed | null,
  outcome: 'promoted' | 'rolled back',
): Slot | null {
  return outcome === 'promoted' ? plan.slots.stable : (canary?.slot ?? plan.slots.canary);
}
