import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import { wayBackShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Reads the weights again after every late writer is gone, and repairs them if one of them won. */
export const confirmTheRollback = task({
  needs: ['traffic.read', 'traffic.write'],
  // Not strict: machines of earlier versions send the canary too.
  input: z.object({ plan: wayBackShape }),
  async run({ plan }, { clients, telemetry }) {
    const { stable } = plan.slots;
    const router = routerFor(plan.traffic, clients);
    const { weights } = await router.read();
    if (weights[stable] === 100) return { confirmed: true };
    telemetry.info('The weights moved after the rollback; returning the traffic again', { weights });
    await router.restore(stable);
    return { confirmed: false };
  },
});

export const handler = wrap(confirmTheRollback);
