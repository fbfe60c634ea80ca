import type { Claim } from '../providers/table.ts';
import { type Gates, openGates } from '../rollout/plan/gates.ts';
import type { Plan } from '../rollout/plan/plan.ts';
import type { Deps } from './_deps.ts';

/** May the weight of the rollout that holds this claim rise now? */
export async function gatesOf(plan: Plan, claim: Claim, { table, clock }: Deps): Promise<Gates> {
  const stopSwitch = await table.readSwitch();
  return openGates({ plan, nowMillis: clock.now(), stopSwitch, paused: claim.paused ?? null });
}
