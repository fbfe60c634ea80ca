import type { Spec, SpecSteps } from '../spec/spec.ts';
import { estimateEvents, ticksThatFit } from './events.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { longestWay, planRamp, type RampInput } from './ramp.ts';
import { planSteps } from './steps.ts';
import { type Waits, waitsOf } from './waits.ts';

/** The way to 100%: fixed steps, or the first one of a ramp; and the waits on it. */
export type Way = Pick<Plan, 'steps' | 'mostSteps' | 'ramp'> & { readonly waits: Waits };

export type WayInput = Omit<RampInput, 'guarded' | 'waitsFor' | 'heldLimitSeconds' | 'statedPerMinute'>;

export function planWay(spec: Spec, steps: SpecSteps, heldLimitSeconds: number | null, input: WayInput): Way {
  const waitsFor = (count: number) => waitsOf(spec, count);
  if (steps.kind === 'guarded') {
    const statedPerMinute = spec.requestsPerMinute;
    const usual = { ...statedMinutes(spec), ...input.usual };
    return planRamp({ ...input, usual, guarded: steps, statedPerMinute, heldLimitSeconds, waitsFor });
  }
  const fixed = steps.steps;
  const waits = waitsFor(fixed.length);
  return {
    waits,
    steps: planSteps(fixed, heldLimitSeconds, ticksThatFit(waits, fixed)),
    mostSteps: fixed.length,
    ramp: null,
  };
}

/** What the spec says of each metric, which is better than nothing. */
function statedMinutes({ requestsPerMinute, metrics }: Spec): WayInput['usual'] {
  if (requestsPerMinute === null) return {};
  return Object.fromEntries(
    metrics.flatMap(({ config: { name }, usualRate }) =>
      usualRate === undefined
        ? []
        : [[name, { total: requestsPerMinute, bad: requestsPerMinute * usualRate }]],
    ),
  );
}

/** Every step that a rollout of this plan can go through at most. */
export function mostStepsOf({ steps, ramp }: Pick<Plan, 'steps' | 'ramp'>): readonly PlannedStep[] {
  const [first] = steps;
  return ramp === null || first === undefined ? steps : longestWay(ramp, first.weightPercent);
}

/** The longest history that a plan can have. */
export function longestHistory(plan: Pick<Plan, 'steps' | 'ramp'> & Waits): number {
  return estimateEvents({ ...plan, steps: mostStepsOf(plan) });
}

/** The weights that a spec names; each must be one that the router can give. */
export function namedWeights(steps: SpecSteps): readonly number[] {
  if (steps.kind === 'fixed') return steps.steps.map(({ weightPercent }) => weightPercent);
  return [...(steps.firstPercent === null ? [] : [steps.firstPercent]), steps.plateauPercent];
}
