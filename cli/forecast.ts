import { bill } from '../report/bill.ts';
import { estimateEvents, ticksThatFit } from '../rollout/plan/events.ts';
import type { PlannedStep } from '../rollout/plan/plan.ts';
import { planSteps } from '../rollout/plan/steps.ts';
import { waitsOf } from '../rollout/plan/waits.ts';
import type { Spec } from '../rollout/spec/index.ts';

/** What can be said of a rollout before it has a version and before AWS was asked. */
export type Forecast = {
  readonly steps: readonly PlannedStep[];
  /** All bakes, when nothing holds it and everyone approves at once. */
  readonly bakeSeconds: number;
  readonly ticks: number;
  readonly maxTicks: number;
  /** The longest history it can have. */
  readonly historyEvents: number;
  /** Of a good release. */
  readonly transitions: number;
  readonly dollars: number;
};

export function forecast(spec: Spec): Forecast {
  const waits = waitsOf(spec, spec.steps.length);
  const steps = planSteps(spec.steps, spec.heldLimitSeconds, ticksThatFit(waits, spec.steps));
  const sum = (of: (step: PlannedStep) => number) => steps.reduce((total, step) => total + of(step), 0);
  const ticks = sum((step) => step.ticks);
  const approvals = steps.filter(({ approval }) => approval !== null).length;
  const transitions =
    statesPer.rollout +
    steps.length * statesPer.step +
    ticks * statesPer.tick +
    approvals * statesPer.approval;
  const invocations = 8 + steps.length * 5 + ticks;
  return {
    steps,
    bakeSeconds: sum((step) => step.bakeSeconds),
    ticks,
    maxTicks: sum((step) => step.maxTicks),
    historyEvents: estimateEvents({ ...waits, steps }),
    transitions,
    dollars: bill({ transitions, invocations, invocationSeconds: invocations * secondsPerInvocation })
      .dollars,
  };
}

/** States of statemachines/rollout.asl.yml that a good release goes through, with the usual number of looks at each wait. */
const statesPer = { rollout: 40, step: 16, tick: 3, approval: 3 } as const;

const secondsPerInvocation = 0.3;
