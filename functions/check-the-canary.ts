import { z } from 'zod';
import { workloadFor } from '../providers/registry.ts';
import { deployedShape, planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Does the canary run what was asked for, and does it answer? Asked after the deploy and after every scaling. */
export const checkTheCanary = task({
  needs: ['workload.health'],
  input: z.strictObject({ plan: planShape, canary: deployedShape }),
  run: ({ plan, canary }, { clients }) =>
    workloadFor(plan.workload, clients).health(canary.slot, canary.version),
});

export const handler = wrap(checkTheCanary);
