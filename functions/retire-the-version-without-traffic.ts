import { z } from 'zod';
import type { Clients } from '../providers/clients.ts';
import { routerFor, workloadFor } from '../providers/registry.ts';
import type { Table } from '../providers/table.ts';
import type { Plan } from '../rollout/plan/plan.ts';
import type { Deployed } from '../rollout/ports.ts';
import { StillInUse } from './_errors.ts';
import { refuseIfMarked } from './_mark.ts';
import { deployedShape, planShape } from './_shapes.ts';
import { slotsAfter } from './_slots-after.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Takes the version that lost its traffic out of service, unless live weights or a mark say that it is needed. */
export const retireTheVersionWithoutTraffic = task({
  needs: ['traffic.read', 'workload.find', 'workload.remove', 'claims.read'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape.nullable(),
    outcome: z.enum(['promoted', 'rolled back']),
    execution: z.string(),
  }),
  async run({ plan, canary, outcome, execution }, { clients, table }) {
    if (outcome === 'promoted') await refuseIfMarked(table, plan.service, execution);
    const placed = canary ?? (await findThePlaced(plan, execution, clients, table));
    const slots = slotsAfter(outcome, plan, placed);
    if (slots === null) return { retired: null };
    const { weights } = await routerFor(plan.traffic, clients).read();
    if ((weights[slots.leaving] ?? 0) > 0)
      throw new StillInUse(
        `${slots.leaving} was to be retired but has ${weights[slots.leaving]}% of the traffic; it is left running.`,
      );
    await workloadFor(plan.workload, clients).remove(slots.leaving);
    return { retired: slots.leaving };
  },
});

/** A deploy whose answer was lost has left no note but that it began. */
async function findThePlaced(
  { service, slots, workload, release, rolloutId }: Plan,
  execution: string,
  clients: Clients,
  table: Table,
): Promise<Deployed | null> {
  if (slots.canary !== null) return null;
  const claim = await table.readClaim(service);
  if (claim?.holder !== execution || claim.placing === undefined) return null;
  const found = await workloadFor(workload, clients).find?.({ stable: slots.stable, release, rolloutId });
  return found ?? null;
}

export const handler = wrap(retireTheVersionWithoutTraffic);
