import { z } from 'zod';
import { gatesOf } from './_gates.ts';
import { refuseIfMarked } from './_mark.ts';
import { planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** May a weight rise now? Stop switch, freeze windows and pauses say no for a while; a mark says no for good. */
export const checkTheGates = task({
  needs: ['claims.read', 'switch.read'],
  input: z.strictObject({ plan: planShape, execution: z.string() }),
  async run({ plan, execution }, deps) {
    return gatesOf(plan, await refuseIfMarked(deps.table, plan.service, execution), deps);
  },
});

export const handler = wrap(checkTheGates);
