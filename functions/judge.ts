import { z } from 'zod';
import { readAlarms } from '../providers/metrics/alarms.ts';
import { routerFor, sourcesFor, workloadFor } from '../providers/registry.ts';
import { type Decision, decide } from '../rollout/decide.ts';
import { judge as judgeCounts } from '../rollout/judge/index.ts';
import { observe } from '../rollout/observe.ts';
import { withDispersion } from '../rollout/plan/dispersion.ts';
import { refuseDrift } from './_drift.ts';
import { firstMinuteOf } from './_first-minute.ts';
import { deployedShape, planShape, shiftShape, stepShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Minutes of stable's past that 100% canary is compared with. */
const baselineMinutes = 60;

/**
 * One look, at a tick of the bake or while the rollout waits for a person or a gate: reads weights, health, alarms and all counts since the
 * rollout began, and says what the machine does next. The weight that counts is the one that was given last.
 */
export const judge = task({
  needs: ['traffic.read', 'workload.health', 'metrics.read', 'alarms.read'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape,
    step: stepShape,
    shifts: z.array(shiftShape),
    tick: z.int().min(0),
  }),
  async run({ plan, canary, step, shifts, tick }, { clients, clock }) {
    const [first, last] = [shifts[0], shifts.at(-1)];
    if (first === undefined || last === undefined) {
      return {
        decision: 'bake',
        sentence: 'The canary has no traffic yet.',
        verdict: null,
        next: null,
      } satisfies Decision;
    }
    // All made before any is asked: one that cannot be made must not leave the promise of another behind.
    const source = sourcesFor(plan.metrics, clients);
    const router = routerFor(plan.traffic, clients);
    const workload = workloadFor(plan.workload, clients);
    const firstShiftMinute = firstMinuteOf(first, clock.now());
    const nowMinute = clock.now() / 60_000;
    const [reading, health, alarms, metrics] = await Promise.all([
      router.read(),
      workload.health(canary.slot, canary.version),
      readAlarms(plan.alarms, clients),
      source.read([plan.slots.stable, canary.slot], {
        fromMinute: firstShiftMinute - baselineMinutes,
        toMinute: Math.floor(nowMinute),
      }),
    ]);
    refuseDrift(reading, canary.slot, [last.weightPercent]);
    const slots = { stable: plan.slots.stable, canary: canary.slot };
    const observations = observe(metrics, slots, firstShiftMinute);
    const counted = judgeCounts({
      plan: plan.judge,
      step: {
        number: step.number,
        weightPercent: last.weightPercent,
        enteredMinute: last.atMillis / 60_000,
        bakeMinutes: step.bakeSeconds / 60,
        ...(plan.ramp === null ? {} : { minMinutes: plan.ramp.minMinutes }),
      },
      weights: shifts.map(({ atMillis, weightPercent }) => ({
        minute: atMillis / 60_000,
        percent: weightPercent,
      })),
      nowMinute,
      observations,
    });
    const verdict = withDispersion(counted, plan.dispersion);
    const firingAlarms = alarms.firing.map(({ name }) => name);
    return decide({
      verdict,
      health,
      firingAlarms,
      plan,
      step,
      tick: tick + 1,
      weightPercent: last.weightPercent,
      minutesSinceStart: (clock.now() - first.atMillis) / 60_000,
      minutesAtWeight: (clock.now() - last.atMillis) / 60_000 - plan.settleSeconds / 60,
      observations,
    });
  },
});

export const handler = wrap(judge);
