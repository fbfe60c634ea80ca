import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import { refuseDrift } from './_drift.ts';
import { deployedShape, planShape, shiftShape, stepShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Is the split that was written in force everywhere? Weights that are neither these nor those before are somebody else's. */
export const checkTheTraffic = task({
  needs: ['traffic.check'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape,
    step: stepShape,
    shifts: z.array(shiftShape),
  }),
  async run({ plan, canary, step, shifts }, { clients }) {
    const split = { stable: plan.slots.stable, canary: canary.slot, canaryPercent: step.weightPercent };
    const traffic = await routerFor(plan.traffic, clients).check(split, shifts.at(-1)?.receipt);
    if (!traffic.settled)
      refuseDrift(traffic, canary.slot, [step.weightPercent, shifts.at(-2)?.weightPercent ?? 0]);
    return traffic;
  },
});

export const handler = wrap(checkTheTraffic);
