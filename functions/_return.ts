import type { Clients } from '../providers/clients.ts';
import { routerFor } from '../providers/registry.ts';
import type { Plan } from '../rollout/plan/plan.ts';
import type { Slot } from '../rollout/ports.ts';

/** Gives stable all traffic: one writing call. The canary's slot may be unknown where deploying would have made it. */
export async function allToStable(plan: Plan, canary: Slot | undefined, clients: Clients): Promise<void> {
  const { stable } = plan.slots;
  await routerFor(plan.traffic, clients).shift({
    stable,
    canary: canary ?? plan.slots.canary ?? stable,
    canaryPercent: 0,
  });
}
