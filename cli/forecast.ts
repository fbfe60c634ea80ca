import { awsClients } from '../providers/clients.ts';
import { metricDirections, routerFor } from '../providers/registry.ts';
import { bill } from '../report/bill.ts';
import type { PlannedStep } from '../rollout/plan/plan.ts';
import { shortestWay, type UsualMinute } from '../rollout/plan/ramp.ts';
import { longestHistory, mostStepsOf, planWay, type Way } from '../rollout/plan/way.ts';
import type { Spec } from '../rollout/spec/index.ts';
import { type Findable, findable } from './findable.ts';

/** What can be said of a rollout before it has a version and before AWS was asked. */
export type Forecast = {
  /** Of a guarded ramp those of a release that is proved safe as soon as can be. */
  readonly steps: readonly PlannedStep[];
  readonly ramp: Way['ramp'];
  /** All bakes, when nothing holds it and everyone approves at once; of a ramp the least time. */
  readonly bakeSeconds: number;
  readonly ticks: number;
  readonly maxTicks: number;
  /** The longest history it can have. */
  readonly historyEvents: number;
  /** Of a good release. */
  readonly transitions: number;
  readonly dollars: number;
  readonly findable: readonly Findable[];
};

/** What stable served a minute lately, by metric. */
export type Measured = Readonly<Record<string, UsualMinute>>;

export function forecast(spec: Spec, measured: Measured = {}): Forecast {
  const { waits, ...way } = wayOf(spec, measured);
  const steps = quickest(way);
  const bakeSeconds = sum(steps, (step) => step.bakeSeconds);
  const ticks = sum(steps, (step) => step.ticks);
  const approvals = steps.filter(({ approval }) => approval !== null).length;
  const transitions =
    statesPer.rollout +
    steps.length * statesPer.step +
    ticks * statesPer.tick +
    approvals * statesPer.approval;
  const invocations = 8 + steps.length * 5 + ticks;
  return {
    steps,
    ramp: way.ramp,
    bakeSeconds,
    ticks,
    maxTicks: sum(mostStepsOf(way), (step) => step.maxTicks),
    historyEvents: longestHistory({ ...way, ...waits }),
    transitions,
    dollars: bill({ transitions, invocations, invocationSeconds: invocations * secondsPerInvocation })
      .dollars,
    findable: findable(spec, way.ramp === null ? steps : patient(steps, way.ramp), measured),
  };
}

/** As a rollout would plan it, had the last hour been as the spec says. */
function wayOf(spec: Spec, measured: Measured): Way {
  const { metrics, steps, heldLimitSeconds, traffic } = spec;
  const directions = metricDirections(metrics.map(({ config }) => config));
  return planWay(spec, steps, heldLimitSeconds, {
    metrics: metrics.map(({ config: { name }, dryRun }) => ({
      name,
      dryRun,
      direction: directions[name] ?? 'lower-is-better',
    })),
    usual: measured,
    settleSeconds: usualSettleSeconds,
    weightStepPercent: routerFor(traffic, awsClients()).weightStepPercent,
  });
}

/** A ramp stays at a weight no longer than it must. */
function quickest({ steps, ramp }: Pick<Way, 'steps' | 'ramp'>): readonly PlannedStep[] {
  const [first] = steps;
  if (ramp === null || first === undefined) return steps;
  return shortestWay(ramp, first.weightPercent).map((step) => {
    const minutes = step.weightPercent < 100 ? ramp.minMinutes : ramp.fullBakeMinutes;
    return { ...step, bakeSeconds: minutes * 60, ticks: Math.ceil((minutes * 60) / step.tickSeconds) };
  });
}

/** The plateau is where a slight harm is looked for, for as long as the bake lasts. */
function patient(steps: readonly PlannedStep[], ramp: NonNullable<Way['ramp']>): readonly PlannedStep[] {
  const plateau = steps.findLast(({ weightPercent }) => weightPercent <= ramp.plateauPercent);
  return steps.map((step) => (step === plateau ? { ...step, bakeSeconds: ramp.maxBakeMinutes * 60 } : step));
}

const sum = (steps: readonly PlannedStep[], of: (step: PlannedStep) => number): number =>
  steps.reduce((total, step) => total + of(step), 0);

/** The time to live that Route 53 suggests for records that are to change quickly. */
const usualSettleSeconds = 60;

/** States of statemachines/rollout.asl.yml that a good release goes through, with the usual number of looks at each wait. */
const statesPer = { rollout: 40, step: 16, tick: 3, approval: 3 } as const;

const secondsPerInvocation = 0.3;
