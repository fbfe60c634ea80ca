import { z } from 'zod';
import { routerFor } from '../providers/registry.ts';
import { refuseDrift } from './_drift.ts';
import { Held, Marked } from './_errors.ts';
import { gatesOf } from './_gates.ts';
import { refuseIfMarked } from './_mark.ts';
import { deployedShape, planShape, shiftShape, stepShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/**
 * Gives the canary the step's weight. The mark is read before the write and after it: an alarm that came in between has
 * returned the traffic already, and this write would undo that, so it is taken back at once. Making room took its time, so the
 * gates are asked again, unless an earlier try has written already.
 */
export const shiftTraffic = task({
  needs: ['traffic.read', 'traffic.write', 'claims.read', 'switch.read'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape,
    step: stepShape,
    shifts: z.array(shiftShape),
    execution: z.string(),
  }),
  async run({ plan, canary, step, shifts, execution }, deps) {
    const { clients, table, clock } = deps;
    const { service, slots } = plan;
    const claim = await refuseIfMarked(table, service, execution);
    if (claim.watchToken === undefined)
      throw new Marked('Nobody watches for alarms yet, so no weight is raised.');
    const router = routerFor(plan.traffic, clients);
    const reading = await router.read();
    refuseDrift(reading, canary.slot, [shifts.at(-1)?.weightPercent ?? 0, step.weightPercent]);
    if (reading.weights[canary.slot] !== step.weightPercent) {
      const gates = await gatesOf(plan, claim, deps);
      if (!gates.open) throw new Held(gates.reason);
    }
    const receipt = await router.shift({
      stable: slots.stable,
      canary: canary.slot,
      canaryPercent: step.weightPercent,
    });
    try {
      await refuseIfMarked(table, service, execution);
    } catch (error) {
      if (error instanceof Marked) await router.restore(slots.stable);
      throw error;
    }
    return { shift: { atMillis: clock.now(), weightPercent: step.weightPercent, receipt } };
  },
});

export const handler = wrap(shiftTraffic);
