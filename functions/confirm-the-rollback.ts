import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import { allToStable } from './_return.ts';
import { deployedShape, planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Reads the weights again after every late writer is gone, and repairs them if one of them won. */
export const confirmTheRollback = task({
  needs: ['traffic.read', 'traffic.write'],
  input: z.strictObject({ plan: planShape, canary: deployedShape.nullable() }),
  async run({ plan, canary }, { clients, telemetry }) {
    const { stable } = plan.slots;
    const { weights } = await routerFor(plan.traffic, clients).read();
    if (weights[stable] === 100) return { confirmed: true };
    telemetry.info('The weights moved after the rollback; returning the traffic again', { weights });
    await allToStable(plan, canary?.slot, clients);
    return { confirmed: false };
  },
});

export const handler = wrap(confirmTheRollback);
