import { z } from 'zod';
import { openGates } from '../rollout/plan/gates.ts';
import { refuseIfMarked } from './_mark.ts';
import { planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** May a weight rise now? Stop switch, freeze windows and pauses say no for a while; a mark says no for good. */
export const checkTheGates = task({
  needs: ['claims.read', 'switch.read'],
  input: z.strictObject({ plan: planShape, execution: z.string() }),
  async run({ plan, execution }, { table, clock }) {
    const claim = await refuseIfMarked(table, plan.service, execution);
    const stopSwitch = await table.readSwitch();
    return openGates({ plan, nowMillis: clock.now(), stopSwitch, paused: claim.paused ?? null });
  },
});

export const handler = wrap(checkTheGates);
