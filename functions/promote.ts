import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import { refuseDrift } from './_drift.ts';
import { refuseIfMarked } from './_mark.ts';
import { deployedShape, planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** All traffic is on the canary and nobody asked for its return: from now on it is the stable version. */
export const promote = task({
  needs: ['traffic.read', 'traffic.promote', 'claims.read', 'claims.write'],
  input: z.strictObject({ plan: planShape, canary: deployedShape, execution: z.string() }),
  async run({ plan, canary, execution }, { clients, table }) {
    await refuseIfMarked(table, plan.service, execution);
    const router = routerFor(plan.traffic, clients);
    refuseDrift(await router.read(), canary.slot, [100]);
    await router.promote?.({ stable: plan.slots.stable, canary: canary.slot });
    await table.recordPhase(plan.service, execution, 'promoted');
    return { promoted: canary.version };
  },
});

export const handler = wrap(promote);
