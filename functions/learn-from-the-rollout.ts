import { z } from 'zod';
import { sourcesFor } from '../providers/registry.ts';
import { withRollout } from '../rollout/learned.ts';
import { observe } from '../rollout/observe.ts';
import { scatter } from '../rollout/scatter.ts';
import { firstMinuteOf } from './_first-minute.ts';
import { deployedShape, planShape, shiftShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/**
 * Stores how much the metrics of a rollout that ended well scattered, so that the next one is judged by it. Nothing of the
 * rollout depends on it.
 */
export const learnFromTheRollout = task({
  needs: ['metrics.read', 'learned.read', 'learned.write'],
  input: z.strictObject({ plan: planShape, canary: deployedShape, shifts: z.array(shiftShape) }),
  async run({ plan, canary, shifts }, { clients, table, clock, telemetry }) {
    const [first] = shifts;
    // The stable version that a hotfix replaces was sick, and scattered as no other will.
    if (first === undefined || plan.hotfix) return { learned: [] };
    const slots = { stable: plan.slots.stable, canary: canary.slot };
    const firstMinute = firstMinuteOf(first, clock.now());
    const nowMinute = clock.now() / 60_000;
    const readings = await sourcesFor(plan.metrics, clients).read([slots.stable, slots.canary], {
      fromMinute: firstMinute,
      toMinute: Math.floor(nowMinute),
    });
    for (const { name, status, detail } of readings) {
      if (status !== 'ok') telemetry.error('A metric taught nothing', `${name}: ${detail ?? status}`);
    }
    const metrics = scatter(plan, shifts, observe(readings, slots, firstMinute), nowMinute);
    if (Object.keys(metrics).length === 0) return { learned: [] };
    const before = await table.readLearned(plan.service);
    const after = withRollout(before, { rolloutId: plan.rolloutId, metrics });
    if (after !== before) await table.writeLearned(plan.service, before, after);
    telemetry.info('Learned', { metrics: Object.keys(metrics).length, of: plan.metrics.length });
    return { learned: Object.keys(metrics) };
  },
});

export const handler = wrap(learnFromTheRollout);
