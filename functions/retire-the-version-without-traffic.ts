import { z } from 'zod';
import { routerFor, workloadFor } from '../providers/registry.ts';
import { StillInUse } from './_errors.ts';
import { leavingSlot } from './_leaving.ts';
import { refuseIfMarked } from './_mark.ts';
import { deployedShape, planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Takes the version that lost its traffic out of service, unless live weights or a mark say that it is needed. */
export const retireTheVersionWithoutTraffic = task({
  needs: ['traffic.read', 'workload.read', 'workload.remove', 'claims.read'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape.nullable(),
    outcome: z.enum(['promoted', 'rolled back']),
    execution: z.string(),
  }),
  async run({ plan, canary, outcome, execution }, { clients, table }) {
    if (outcome === 'promoted') await refuseIfMarked(table, plan.service, execution);
    const slot = leavingSlot(plan, canary, outcome);
    if (slot === null) return { retired: null };
    const { weights } = await routerFor(plan.traffic, clients).read();
    if ((weights[slot] ?? 0) > 0)
      throw new StillInUse(
        `${slot} was to be retired but has ${weights[slot]}% of the traffic; it is left running.`,
      );
    await workloadFor(plan.workload, clients).remove(slot);
    return { retired: slot };
  },
});

export const handler = wrap(retireTheVersionWithoutTraffic);
