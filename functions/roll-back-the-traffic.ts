import { z } from 'zod';
import type { Claim, Table } from '../providers/table.ts';
import type { Plan } from '../rollout/plan/plan.ts';
import { readPlan } from '../rollout/plan/read-plan.ts';
import type { Deployed, Slot } from '../rollout/ports.ts';
import { claimOf } from './_claim-of.ts';
import { NothingToRecover } from './_errors.ts';
import { allToStable } from './_return.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/**
 * Gives all traffic back to stable, then marks the claim so that no shift raises it again. A recovery first reads the
 * claim of the execution that was stopped, since only the claim still has its plan, and takes the claim over.
 */
export const rollBackTheTraffic = task({
  needs: ['traffic.write', 'claims.read', 'claims.list', 'claims.write'],
  input: z.strictObject({
    plan: z.unknown(),
    recover: z.string().nullable(),
    execution: z.string(),
    reason: z.string(),
  }),
  async run({ plan: given, recover, execution, reason }, deps) {
    const { table, clients, telemetry } = deps;
    const held = recover === null ? null : await claimToRecover(table, recover);
    const plan = held === null ? readPlan(given) : readPlan(held.plan);
    if (held?.phase === 'retiring') {
      await table.takeOverClaim(plan.service, held.holder, execution);
      return { plan, deployed: held.deployed ?? null, outcome: 'promoted' as const };
    }
    try {
      await allToStable(plan, await canarySlot(plan, held, table), clients);
    } catch (error) {
      telemetry.count('TrafficNotReturned');
      throw error;
    }
    telemetry.count('TrafficReturned');
    if (held !== null) await table.takeOverClaim(plan.service, held.holder, execution);
    const deployed = await markAndRead(table, plan.service, execution, reason);
    return { plan, deployed, outcome: 'rolled back' as const };
  },
});

export const handler = wrap(rollBackTheTraffic);

/** Only the claim knows a slot that deploying made. Where the plan names it, nothing is read before the traffic returns. */
async function canarySlot(plan: Plan, held: Claim | null, table: Table): Promise<Slot | undefined> {
  if (plan.slots.canary !== null) return plan.slots.canary;
  const { deployed } = held ?? (await table.readClaim(plan.service)) ?? {};
  return deployed?.slot;
}

/** Marks our claim, and says where the canary is. A claim that somebody deleted needs no mark; one that went to a recovery is its business. */
async function markAndRead(
  table: Table,
  service: string,
  execution: string,
  reason: string,
): Promise<Deployed | null> {
  const claim = await table.readClaim(service);
  if (claim === null) return null;
  if (claim.holder !== execution)
    throw new NothingToRecover(
      `The claim on ${service} went to ${claim.holder}, which returns the traffic too.`,
    );
  await table.markClaim(service, execution, reason);
  return claim.deployed ?? null;
}

async function claimToRecover(table: Table, rollout: string): Promise<Claim> {
  const held = await claimOf(table, rollout);
  if (held !== undefined) return held;
  throw new NothingToRecover(`${rollout} holds no claim: it had ended cleanly, or was recovered before.`);
}
