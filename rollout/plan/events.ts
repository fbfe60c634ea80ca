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
  /** A wait (2), the judge (5), a choice (2), the gates (5), a choice (2). */
  holdCheck: 16,
  /** The task that waits and times out (6), the judge (5), the choice (2), and one retry now and then. */
  approvalCheck: 14,
  /** The same as a check, with the claim tried again and the running rollout asked to give way. */
  queueCheck: 19,
  /** What happens once a step: approvals, gates, room, shift, settle. */
  step: 60,
  /** What happens once a rollout, with promotion or rollback, a few retries included. */
  rollout: 300,
} as const;

type Waits = Pick<
  Plan,
  'steps' | 'deploy' | 'capacity' | 'settle' | 'drain' | 'hold' | 'queue' | 'heldApproval'
>;

/** The longest history that a plan can have, every wait used up and every step held to its limit. */
export function estimateEvents(plan: Waits): number {
  const ticks = plan.steps.reduce((sum, { maxTicks }) => sum + maxTicks, 0);
  return eventsBesideTicks(plan, plan.steps) + ticks * eventsPer.tick;
}

/** How many ticks fit beside everything else. */
export function ticksThatFit(waits: Omit<Waits, 'steps'>, steps: readonly Asking[]): number {
  return Math.floor((historyBudget - eventsBesideTicks(waits, steps)) / eventsPer.tick);
}

type Asking = { readonly approval: object | null };

function eventsBesideTicks(waits: Omit<Waits, 'steps'>, asking: readonly Asking[]): number {
  const steps = asking.length;
  // Each step may be held at its end; some ask before their weight.
  const questions = steps + asking.filter(({ approval }) => approval !== null).length;
  const checksOnce = waits.deploy.checks + waits.drain.checks;
  const checksPerStep = waits.capacity.checks + waits.settle.checks;
  return (
    eventsPer.rollout +
    steps * eventsPer.step +
    (checksOnce + steps * checksPerStep) * eventsPer.check +
    steps * waits.hold.checks * eventsPer.holdCheck +
    questions * waits.heldApproval.checks * eventsPer.approvalCheck +
    waits.queue.checks * eventsPer.queueCheck
  );
}
