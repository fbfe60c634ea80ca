import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import type { Claim, Table } from '../providers/table.ts';
import type { Deployed } from '../rollout/ports.ts';
import { claimOf } from './_claim-of.ts';
import type { Env } from './_env.ts';
import { NothingToRecover } from './_errors.ts';
import { hereOf } from './_here.ts';
import { readWayBack } from './_shapes.ts';
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
    /** As a person may have typed it. */
    recover: z.unknown(),
    execution: z.string(),
    reason: z.string(),
    /** Whoever woke the machine has returned the traffic already. */
    again: z.boolean().default(false),
  }),
  async run({ plan: given, recover, execution, reason, again }, deps) {
    const { table, clients, telemetry, env } = deps;
    const held = given === null || recover !== null ? await claimToRecover(table, recover, env) : null;
    // Handed on as it is: what comes after reads of it what it can.
    const plan = held === null ? given : held.plan;
    const { service, traffic, slots } = readWayBack(plan);
    if (held?.phase === 'retiring') {
      await table.takeOverClaim(service, held.holder, execution);
      return { plan, deployed: held.deployed ?? null, outcome: 'promoted' as const };
    }
    try {
      await routerFor(traffic, clients).restore(slots.stable, again);
    } catch (error) {
      telemetry.count('TrafficNotReturned');
      throw error;
    }
    telemetry.count('TrafficReturned');
    if (held !== null) await table.takeOverClaim(service, held.holder, execution);
    const deployed = await markAndRead(table, service, execution, reason);
    return { plan, deployed, outcome: 'rolled back' as const };
  },
});

export const handler = wrap(rollBackTheTraffic);

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

async function claimToRecover(table: Table, rollout: unknown, env: Env): Promise<Claim> {
  if (typeof rollout !== 'string' || !rollout.startsWith(hereOf(env).executions))
    throw new NothingToRecover('A recovery is {"recover": "ARN of an execution of this state machine"}.');
  const held = await claimOf(table, rollout);
  if (held !== undefined) return held;
  throw new NothingToRecover(`${rollout} holds no claim: it had ended cleanly, or was recovered before.`);
}
