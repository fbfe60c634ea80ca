import type { Plan } from './plan.ts';

/** A Step Functions execution fails when its history is longer (AWS: "Step Functions service quotas"). */
export const historyLimit = 25_000;

/** What a plan may use, everything going as slowly as it can. The rest is for retries and for the way back. */
export const historyBudget = 22_500;

/**
 * History events of each part of the machine. A state is entered and exited (2); a task is also scheduled, started and
 * succeeds (5 in all), and a retry adds 3 to it.
 */
const eventsPer = {
  /** Bake (2), Judge (5), What is the verdict? (2), and one retry. */
  tick: 12,
  /** A wait (2), the task that looks (5), the choice (2). */
  check: 9,
  /** The same, with the claim tried again and the running rollout asked to give way. */
  queueCheck: 19,
  /** What happens once a step: approvals, gates, room, shift, settle. */
  step: 60,
  /** What happens once a rollout, with promotion or rollback, a few retries included. */
  rollout: 300,
} as const;

type Waits = Pick<Plan, 'steps' | 'deploy' | 'capacity' | 'settle' | 'drain' | 'hold' | 'queue'>;

/** The longest history that a plan can have, every wait used up and every step held to its limit. */
export function estimateEvents(plan: Waits): number {
  const ticks = plan.steps.reduce((sum, { maxTicks }) => sum + maxTicks, 0);
  return eventsBesideTicks(plan, plan.steps.length) + ticks * eventsPer.tick;
}

/** How many ticks fit beside everything else. */
export function ticksThatFit(waits: Omit<Waits, 'steps'>, steps: number): number {
  return Math.floor((historyBudget - eventsBesideTicks(waits, steps)) / eventsPer.tick);
}

function eventsBesideTicks(waits: Omit<Waits, 'steps'>, steps: number): number {
  const checksOnce = waits.deploy.checks + waits.drain.checks;
  const checksPerStep = waits.capacity.checks + waits.settle.checks + waits.hold.checks;
  return (
    eventsPer.rollout +
    steps * eventsPer.step +
    (checksOnce + steps * checksPerStep) * eventsPer.check +
    waits.queue.checks * eventsPer.queueCheck
  );
}
