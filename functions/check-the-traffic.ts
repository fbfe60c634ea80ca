import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import { deployedShape, planShape, shiftShape, stepShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Is the split that was written in force everywhere? */
export const checkTheTraffic = task({
  needs: ['traffic.check'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape,
    step: stepShape,
    shifts: z.array(shiftShape),
  }),
  run: ({ plan, canary, step, shifts }, { clients }) =>
    routerFor(plan.traffic, clients).check(
      { stable: plan.slots.stable, canary: canary.slot, canaryPercent: step.weightPercent },
      shifts.at(-1)?.receipt,
    ),
});

export const handler = wrap(checkTheTraffic);
