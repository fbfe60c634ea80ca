import { z } from 'zod';
import { workloadFor } from '../providers/registry.ts';
import { deployedShape, planShape, stepShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Starts the capacity that the step's weight needs; whether it is there is asked separately. */
export const makeRoomForTheCanary = task({
  needs: ['workload.scale'],
  input: z.strictObject({ plan: planShape, canary: deployedShape, step: stepShape }),
  async run({ plan, canary, step }, { clients }) {
    await workloadFor(plan.workload, clients).makeRoom(canary.slot, plan.slots.stable, step.weightPercent);
    return { weightPercent: step.weightPercent };
  },
});

export const handler = wrap(makeRoomForTheCanary);
